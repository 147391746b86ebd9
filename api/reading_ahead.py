"""What is read before anyone asks?  All that a comparison looks at, so that the first one finds it known."""

from __future__ import annotations

import gc
import logging
import threading

import apsw

from api.parts import Parts
from corpus.errors import CejianError
from corpus.folding import flatten
from nlp.said import KEPT, said

CHUNK = 512
"""Passages that are fetched at once."""
LOG = logging.getLogger(__name__)


def read_ahead(parts: Parts) -> None:
    """Cut and read every passage, giving way to answers: some 0.6 ms each.

    Nothing of a library that holds more than stays known; of one that doesn't, some 35 MB for 11,000 passages.
    """
    keys = parts.reader().catalogue.keys.tolist()
    if len(keys) > KEPT:
        return
    parts.gists.keep(KEPT)
    parts.segmenter.keep(2 * KEPT)  # a passage as it stands, and folded
    for first in range(0, len(keys), CHUNK):
        for stored in parts.store.passages(keys[first : first + CHUNK]).values():
            parts.answering.give_way()
            passage = stored.passage
            parts.gists.of(said(passage.text, passage.heading_path)).read()
            parts.segmenter.pieces(flatten(passage.text))  # which is shown word by word
    gc.freeze()  # all this stays: a collection that looked through it would hold up an answer for 0.1 s


def read_beside(parts: Parts) -> None:
    """The same in a thread of its own."""
    threading.Thread(target=_quietly, args=(parts,), name="cejian-reading", daemon=True).start()


def _quietly(parts: Parts) -> None:
    try:
        read_ahead(parts)
    except (CejianError, OSError, apsw.Error) as error:
        LOG.warning("passages are not read ahead: %s", error)
