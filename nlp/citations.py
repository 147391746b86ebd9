"""Which document is cited here?  Titles in 《》 and file numbers of a passage, and when two are the same.

A document is cited by many names: with its issuer or without, as 《关于…的意见》 or 《…的意见》, with the
years it holds for or not.  ``title_key`` is
the same for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corpus.folding import fold_key
from corpus.metadata import cited_in
from nlp.concepts import ConceptStore
from nlp.wording_life import unquoted

_GAP = re.compile(r"》?[\s（(]*")
"""What stands between a title and its file number: 《…》（泰教发〔2023〕5号）."""
_NUMBER = re.compile(r"\[(?:19|20)\d\d\]\d{1,4}号$")
_ISSUER = re.compile("^.{2,40}?(?=关于)")
_PASSED_ON = re.compile(
    "(?:印发|转发|发布|颁发|下发)[〈<](.{1,100}?)[〉>](?:的?(?:通知|通告|公告|决定|命令))?$"
)
_REMARK = re.compile(r"\([^()]*\)$")
_KIND = re.compile(
    "(法|条例|规定|办法|意见|通知|决定|决议|纲要|规划|方案|计划|要点|指南|指引|标准|细则|措施|准则|规范|规程"
    "|守则|章程|公报|公告|指示|批复|大纲|宣言|公约|建议|任务|目录|清单|要求|制度|协议|协定|条约|声明|预案|草案"
    "|[12][0-9]{3})$"
)
"""Last words of titles of documents; what ends otherwise is a book, a textbook or a periodical."""


@dataclass(frozen=True, slots=True)
class Citation:
    """``text[start:end]`` cites a document by its title, its file number, or both.

    >>> [(one.title, one.number) for one in citations("落实《教育法》和《课后服务办法》（泰教发〔2023〕5号）")]
    [('教育法', None), ('课后服务办法', '泰教发〔2023〕5号')]
    """

    start: int
    end: int
    title: str | None
    number: str | None

    @property
    def key(self) -> str:
        """The same for every way of citing one document by its title, or by its number."""
        return title_key(self.title) if self.title else number_key(self.number or "")


def citations(text: str) -> list[Citation]:
    """All citations of a raw text, in order."""
    found: list[Citation] = []
    for start, end, name in cited_in(text):
        if not is_number(name):
            found.append(Citation(start, end, name, None))
        elif found and found[-1].number is None and _GAP.fullmatch(text, found[-1].end, start):
            found[-1] = Citation(found[-1].start, end, found[-1].title, name)
        else:
            found.append(Citation(start, end, None, name))
    return found


def is_number(name: str) -> bool:
    """Whether this is a file number and no title."""
    return bool(_NUMBER.search(number_key(name)))


def is_document(title: str) -> bool:
    """Whether a title is that of a document, and not of a book.

    >>> is_document("3—6岁儿童学习与发展指南"), is_document("朝花夕拾")
    (True, False)
    """
    return bool(_KIND.search(without_remark(title_key(title))))


def title_key(title: str) -> str:
    """What is the same however a title is cited: its name without punctuation and white space.

    >>> title_key("中共中央办公厅 国务院办公厅《关于规范校外培训机构发展的意见》")
    '规范校外培训机构发展的意见'
    """
    return re.sub(r"[\s、,·.]", "", title_name(title))


def title_name(title: str) -> str:
    """A folded title without issuer, 关于 and marks; one that is passed on (印发〈…〉的通知) is itself.

    >>> title_name("教育部关于印发〈中小学德育工作指南〉的通知"), title_name("中华人民共和国教育法")
    ('中小学德育工作指南', '教育法')
    """
    key = unquoted(fold_key(title)).replace("《", "〈").replace("》", "〉")
    if passed := _PASSED_ON.search(key):
        key = passed[1]
    key = _ISSUER.sub("", key.replace("〈", "").replace("〉", "")).removeprefix("关于")
    return key.removeprefix("中华人民共和国")


def without_remark(key: str) -> str:
    """A title's key without the remark at its end: years, (试行), (2020年修订)."""
    return _REMARK.sub("", key) or key


def means(key: str, before: Iterable[str]) -> str:
    """Which of the documents cited before a short title means: 《纲要（草案）》 is the last one that ends so.

    >>> means("纲要(草案)", ["教育法", "第十一个五年规划纲要(草案)", "教师法"])
    '第十一个五年规划纲要(草案)'
    """
    kind = without_remark(key)
    if _KIND.fullmatch(kind):
        for other in reversed(list(before)):
            if without_remark(other).endswith(kind) and without_remark(other) != kind:
                return other
    return key


def number_key(number: str) -> str:
    """A file number with one kind of bracket and no white space.

    >>> number_key("泰教发（2023） 5号") == number_key("泰教发〔2023〕5号")
    True
    """
    return re.sub(r"\s", "", fold_key(number)).replace("(", "[").replace(")", "]")


def same_document(asked: str, key: str) -> bool:
    """Whether a key answers a title asked for: one asked for without years answers to all of its years.

    >>> same_document("学前教育三年行动计划", "学前教育三年行动计划(2011-2013年)")
    True
    """
    return asked == key or asked == without_remark(key)


def short_names(store: ConceptStore) -> Mapping[str, str]:
    """Names in use that the concept store vouches for → the key of the document they stand for.

    A wording that comes from a document, with the document's kind: 双减 comes from the 意见 on it, so
    “双减”意见 is that document.  A name that two documents could have is nobody's.
    """
    owners: dict[str, set[str]] = {}
    for wording, source in _sources(store):
        title = re.search("^[^《]*《(.+)》", source)
        key = title_key(title[1]) if title else ""
        kind = _KIND.search(without_remark(key))
        word = unquoted(fold_key(wording))
        if kind and "…" not in word and not word.endswith(kind[1]):
            owners.setdefault(word + kind[1], set()).add(key)
    return {name: keys.pop() for name, keys in sorted(owners.items()) if len(keys) == 1}


def _sources(store: ConceptStore) -> Iterable[tuple[str, str]]:
    for concept in store.concepts:
        for wording in concept.wordings:
            if wording.source:
                yield wording.text, wording.source
