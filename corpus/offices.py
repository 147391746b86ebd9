"""Is this the same office?  One name for 市教育局基教处, 教育局基础教育处 and their like."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.folding import simplify
from corpus.places import leading

_SECTION = "(?=[一二三]?[处科股室司组]|$)"
_WRITTEN_OUT = tuple(
    (re.compile(short), full)
    for short, full in (
        (r"(?<=[省市县区旗州盟])教委|^教委", "教育委员会"),
        (r"教体局", "教育和体育局"),
        (rf"(?<=[局厅部会])基教{_SECTION}|^基教{_SECTION}", "基础教育"),
        (rf"(?<=[局厅部会])职教{_SECTION}", "职业教育"),
        (rf"(?<=[局厅部会])高教{_SECTION}", "高等教育"),
        (rf"(?<=[局厅部会])成教{_SECTION}", "成人教育"),
        (rf"(?<=[局厅部会])职成教{_SECTION}", "职业教育与成人教育"),
        (rf"(?<=[局厅部会])体卫艺{_SECTION}", "体育卫生与艺术教育"),
        (rf"(?<=[局厅部会])幼教{_SECTION}", "学前教育"),
        (r"(?<=[省市县区旗州盟])政府(?=$|办)", "人民政府"),
    )
)
_OFFICE = re.compile("[局厅处科股司室会府委部]$")
_UNNAMED = re.compile("^[省市我本]{1,2}(?=教育|基教|职教|教委|教体)")


@lru_cache(maxsize=10_000)
def canonical(name: str) -> str:
    """The office's name with its place as ``Place.title`` has it and its short words written out.

    A city's office that does not say which city's is called without 市; schools keep their names.

    >>> canonical("市教育局基教处"), canonical("教育局基础教育处"), canonical("江苏省泰州市教育局")
    ('教育局基础教育处', '教育局基础教育处', '泰州市教育局')
    >>> canonical("姜堰教体局"), canonical("江苏省泰州中学")
    ('泰州市姜堰区教育和体育局', '江苏省泰州中学')
    """
    name = _UNNAMED.sub("", simplify("".join(name.split())))
    if not _OFFICE.search(name):
        return name
    found = leading(name)
    if found and len(found.places) == 1:
        name = found.places[0].title + name[found.end :]
    for short, full in _WRITTEN_OUT:
        name = short.sub(full, name)
    return name
