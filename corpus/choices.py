"""What does a cell say of level, stage or type?  Words of a table's columns as the values that are used here."""

from __future__ import annotations

import re

from corpus.folding import flatten
from corpus.issuers import doc_type_of, stages_of
from corpus.types import STAGES

_LEVELS = (
    ("国家", "国家|中央|全国|部级|部委|national|central"),
    ("市", "地市|地级|市级|设区的?市|^市$|city|municipal|prefecture"),
    ("县", "县|区级|市辖区|^区$|旗|county|district"),
    ("省", "省|自治区|直辖市|provinc"),
    ("校", "校|园|school"),
)


def level_in(cell: str) -> str | None:
    """The level that a column names in its own way; None for other words.

    >>> [level_in(cell) for cell in ("国家级", "省级", "地市级", "区县级", "Provincial", "重要")]
    ['国家', '省', '市', '县', '省', None]
    """
    flat = flatten(cell).strip()
    return next((level for level, pattern in _LEVELS if re.search(pattern, flat)), None)


def stages_in(cell: str) -> tuple[str, ...]:
    """The stages that a column names: by their short names or as titles do.

    >>> stages_in("义务、高中"), stages_in("学前教育"), stages_in("其他")
    (('义务', '高中'), ('学前',), ())
    """
    named = set(re.split(r"[\s、，,;；/]+", cell)) | set(stages_of(cell))
    return tuple(stage for stage in STAGES if stage in named)


def doc_type_in(cell: str) -> str | None:
    """The type that a column names; None where it names none of those used here.

    >>> doc_type_in("年度工作要点"), doc_type_in("规范性文件")
    ('工作要点', None)
    """
    kind = doc_type_of(cell)
    return None if kind == "其他" else kind
