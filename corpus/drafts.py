"""Where does a draft break into items?  The outline of text that is being written, without metadata."""

from __future__ import annotations

from corpus.folding import flatten
from corpus.outline import outline_of
from corpus.paragraphs import lines_of
from corpus.passages import passages_of
from corpus.titles import find_frame
from corpus.types import Passage


def draft_passages(text: str) -> tuple[Passage, ...]:
    """The items of a draft, cut as those of a plan are; its title and signature are none.

    A draft that would be nothing but a title (编制教育发展规划) is one item.

    >>> [(p.item, p.text, p.start) for p in draft_passages("2014年工作要点\\n1.抓好减负。\\n2.改造危房3处。")]
    [('1', '抓好减负。', 12), ('2', '改造危房3处。', 20)]
    >>> [p.text for p in draft_passages("编制教育发展规划")]
    ['编制教育发展规划']
    """
    flat, lines = flatten(text), lines_of(text)
    for noise in (find_frame(flat, lines).noise, ()):
        passages = passages_of(text, outline_of(text, flat, lines, noise).units)
        if passages:
            return passages
    return ()
