"""Where are the concepts' vectors kept?  In the cache folder, by model and store; built when missing."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import numpy as np

from index.sealed import FileDamaged, publish, read_published
from nlp.concept_vectors import ConceptVectors
from nlp.concepts import ConceptStore
from nlp.encoder import Encoder

MAGIC = b"cejian concepts 2\n"
LOG = logging.getLogger(__name__)


def concept_vectors(cache: Path, store: ConceptStore, encoder: Encoder) -> ConceptVectors:
    """The vectors of the concepts' terms; encoded once for each model and concept store."""
    made_of = [encoder.fingerprint, store.fingerprint]
    path = cache / "concepts" / f"{'-'.join(made_of)}.vectors"
    try:
        header, body = read_published(path, MAGIC)
        if header["made_of"] != made_of:
            raise FileDamaged(f"{path} 是另一个模型或概念库的")
        matrix = np.frombuffer(body, np.float16).astype(np.float32).reshape(len(header["terms"]), -1)
        return ConceptVectors(tuple(header["terms"]), tuple(header["owners"]), matrix, header["likely"])
    except (OSError, FileDamaged, ValueError, KeyError):
        pass  # missing or damaged: both are mended by building it
    print("正在为概念库计算向量（每个模型一次）……", file=sys.stderr, flush=True)
    built = ConceptVectors.build(store, encoder)
    kept = built.matrix.astype(np.float16)
    header = {
        "made_of": made_of,
        "terms": built.terms,
        "owners": built.owners,
        "likely": float(built.likely),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        publish(path, MAGIC, header, [np.ascontiguousarray(kept)])
    except OSError as error:  # a full disk costs the time to make them again, and no answer
        LOG.warning("concept vectors are not kept: %s", error)
    # rounded, as the next process will read them: the first answer is no other than the second
    return ConceptVectors(built.terms, built.owners, kept.astype(np.float32), built.likely)
