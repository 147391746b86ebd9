"""What is this document?  Title, year, issuer, region, level, stage and type, each with its source.

Whoever says it most directly is believed: a column of a table, then the title line, the name of the
file, the signature, and last the folder.  The text itself is read only for what it cites, and for
what contradicts the year: places that it names are mentions, never the document's region.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from corpus import choices, issuers
from corpus.dates import day_of
from corpus.folding import flatten, simplify
from corpus.offices import canonical
from corpus.official import first_office
from corpus.places import lies_in, told_apart
from corpus.places import named as places_named
from corpus.types import RawDocument
from corpus.years import EARLIEST_YEAR, LATEST_YEAR, Period, periods

TABLES = frozenset({"jsonl", "json", "csv", "xlsx", "xls", "ods"})
"""Formats whose ``given`` comes from columns; elsewhere it is a file's own properties, often stale."""
MULTI_YEAR = ("range", "programme", "five_year")
LEAST_KNOWN = 6
"""Characters that the title of a cited text must show beside an unknown name: 《xx教育》 names nothing."""
_FUTURE = re.compile(r"(?:到|至|面向|迈向|展望|现代化)\s{0,3}$")
_SUFFIX = re.compile(r"\.(?:docx?|wps|pdf|txt|html?|ofd|rtf|odt)$", re.I)
_ROW = re.compile(r"\s{0,3}第\s{0,3}\d{1,9}\s{0,3}行$")
_CITED = re.compile(r"《([^《》]{2,80})》")
_NUMBERED = re.compile(
    r"(?<![一-鿿])[一-鿿]{1,12}[〔\[（(【](?:19|20)\d\d[〕\]）)】]\s?\d{1,4}\s?号|[一-鿿]{2,8}[〔\[【](?:19|20)\d\d[〕\]】]\s?\d{1,4}\s?号"
)
_BEFORE_NUMBER = re.compile(
    "^.*(?:根据|按照|依据|依照|遵照|参照|执行|落实|贯彻|学习|印发|转发|下发|详见)|^[和与及按据照以由见]"
)
"""Prose that runs into a file number: 认真执行泰教发〔2023〕5号."""


@dataclass(frozen=True, slots=True)
class Clues:
    """Where metadata may come from, as raw strings: what the readers gave and the frame of the text.

    ``title_how`` says how the title line was found (``标题行``, ``文末标题行``); ``signed`` and
    ``signed_date`` are the signature, ``date_line`` what stands under the title, ``letterhead`` the office
    above it and ``number`` its 发文字号.
    """

    raw: RawDocument
    title_line: str = ""
    title_how: str = "标题行"
    date_line: str = ""
    signed: str = ""
    signed_date: str = ""
    headings: tuple[str, ...] = ()
    letterhead: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The fields of a ``Document`` that say what it is; ``found`` tells how each was found."""

    title: str
    year: int | None = None
    period_from: int | None = None
    period_to: int | None = None
    issuer: str | None = None
    region: str | None = None
    level: str | None = None
    stage: tuple[str, ...] = ()
    doc_type: str = "其他"
    signed_year: int | None = None
    found: Mapping[str, str] = field(default_factory=dict)


def metadata_of(clues: Clues) -> Metadata:
    """What the clues say.

    >>> raw = RawDocument("2013.txt", "计划/2013.txt", "", "txt")
    >>> meta = metadata_of(Clues(raw, title_line="临澄市教育局2013年工作要点"))
    >>> meta.year, meta.issuer, meta.region, meta.level, meta.doc_type, meta.found["year"]
    (2013, '临澄市教育局', '临澄市', '市', '工作要点', '标题行：2013年')
    """
    found: dict[str, str] = {}
    title, title_how = _title(clues)
    found["title"] = title_how
    doc_type = choices.doc_type_in(clues.raw.given.get("doc_type", ""))
    if doc_type is not None:
        found["doc_type"] = "表格列 doc_type"
    else:
        doc_type = issuers.doc_type_of(title)
        if doc_type != "其他":
            found["doc_type"] = title_how
    issuer, written = _issuer(clues, title, title_how, found)
    region = _region(clues, issuer, title, title_how, found)
    level = choices.level_in(clues.raw.given.get("level", ""))
    if level is not None:
        found["level"] = "表格列 level"
    else:
        level = issuers.level_of(title, written)
        if level is not None:
            found["level"] = found.get("issuer", title_how)
        elif written and region and len(places := places_named(region)) == 1:
            level, found["level"] = places[0].rank, found["region"]
    stage = choices.stages_in(clues.raw.given.get("stage", ""))
    if stage:
        found["stage"] = "表格列 stage"
    elif stage := issuers.stages_of(title + " " + (issuer or "")):
        found["stage"] = title_how
    else:
        stage = issuers.dominant_stage(clues.headings)
        if stage:
            found["stage"] = "各级标题"
    period = _year(clues, title, title_how, doc_type, found)
    signed = _date_year(clues.signed_date)
    several = period is not None and period.first != period.last
    return Metadata(
        title,
        period.first if period else None,
        period.first if period and several else None,
        period.last if period and several else None,
        issuer,
        region,
        level,
        stage,
        doc_type,
        signed,
        found,
    )


def cites_of(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Titles in 《》 and file numbers that the spans name, once each, in order.

    >>> cites_of("按《教育法》和泰教发〔2023〕5号文件", [(0, 20)])
    ('教育法', '泰教发〔2023〕5号')
    """
    cites: dict[str, None] = {}
    for start, end in spans:
        cites.update((name, None) for _, _, name in cited_in(text[start:end]))
    return tuple(cites)


def cited_in(text: str) -> list[tuple[int, int, str]]:
    """What a text cites, in order: spans of titles (without 《》) and file numbers, and these without white space.

    >>> cited_in("按《教育法》和泰教发〔2023〕5号文件")
    [(2, 5, '教育法'), (7, 18, '泰教发〔2023〕5号')]
    """
    spans = [match.span(1) for match in _CITED.finditer(text)]
    for match in _NUMBERED.finditer(text):
        spans.append((match.end() - len(_BEFORE_NUMBER.sub("", match[0])), match.end()))
    names = [(start, end, "".join(text[start:end].split())) for start, end in sorted(spans)]
    return [found for found in names if _names_something(found[2])]


def _names_something(name: str) -> bool:
    least = LEAST_KNOWN if re.search("(?i)x{2,}", name) else 2
    return len(re.findall("[一-鿿]", name)) >= least


def _title(clues: Clues) -> tuple[str, str]:
    given = _clean(clues.raw.given.get("title", ""))
    if given and clues.raw.format in TABLES:
        return _SUFFIX.sub("", given), "表格列 title"
    if clues.title_line:
        return _clean(clues.title_line), clues.title_how
    stem = _stem(clues.raw.name)
    if given and len(re.findall("[一-鿿]", given)) >= 4:
        return given, "文件属性 title"
    return stem or "无标题", "文件名" if stem else "无"


def _clean(text: str) -> str:
    return " ".join(text.split()).strip("　 ")


def _stem(name: str) -> str:
    """``a.zip!/2013年计划.docx`` and ``reports.jsonl 第3行``: the name without folder, suffix and row."""
    name = _ROW.sub("", name).replace("\\", "/").rsplit("/", 1)[-1]
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).strip()


def _folders(source: str) -> list[str]:
    """The folders above the file, innermost first."""
    return list(reversed(PurePosixPath(source.replace("\\", "/").replace("!", "")).parts[:-1]))


def _issuer(clues: Clues, title: str, title_how: str, found: dict[str, str]) -> tuple[str | None, str | None]:
    """The office under its one name, and as it is written."""
    given = simplify(_clean(clues.raw.given.get("issuer", "")))
    of_file = clues.raw.format not in TABLES  # a file's properties are often those of an older file
    candidates = [(given, f"{_source(clues)} issuer")] if given and not of_file else []
    if re.match("[转批]发", flatten(title)):  # the office that the title names has written what is passed on
        candidates += [(issuers.issuer_of(clues.letterhead.removesuffix("文件")) or "", "文件头")]
        candidates += [(issuers.issuer_of(clues.signed) or "", "落款")]
    candidates += [
        (issuers.issuer_of(first_office(title)) or "", title_how),
        (issuers.issuer_of(_stem(clues.raw.name)) or "", "文件名"),
        (issuers.issuer_of(clues.signed) or "", "落款"),
        (issuers.issuer_of(clues.letterhead.removesuffix("文件")) or "", "文件头"),
        (given, f"{_source(clues)} issuer"),
    ]
    candidates += [(issuers.issuer_of(folder) or "", "文件夹") for folder in _folders(clues.raw.source)[:2]]
    for name, how in candidates:
        if name:
            office = canonical(name)
            found["issuer"] = how if office == name else f"{how}：{name}"
            return office, name
    return None, None


def _region(
    clues: Clues, issuer: str | None, title: str, title_how: str, found: dict[str, str]
) -> str | None:
    given = simplify("".join(clues.raw.given.get("region", "").split()))
    folders = [simplify(folder) for folder in _folders(clues.raw.source)]
    hints = [given, *folders]
    named = issuers.region_of(issuer, hints) if issuer else None
    signed = issuers.region_of(clues.signed, hints) if clues.signed else None
    if named and signed and signed.endswith(named):
        named = signed
    if given and not (named and lies_in(named, given)):  # 江苏省 in a column is no more than the issuer says
        found["region"] = f"{_source(clues)} region"
        places = told_apart(places_named(given), folders)
        return places[0].title if len(places) == 1 else given
    if named:
        found["region"] = found["issuer"]
        return named
    if not issuer:
        for words, how in ((title, title_how), (_stem(clues.raw.name), "文件名")):
            if place := issuers.region_of(words, hints):
                found["region"] = how
                return place
    if issuers.level_of(title, issuer) == "国家":
        return None
    for number, folder in enumerate(folders):
        places = told_apart(places_named(folder), folders[number + 1 :])
        if len(places) == 1:
            found["region"] = f"文件夹：{folder}"
            return places[0].title
    return None


def _source(clues: Clues) -> str:
    return "表格列" if clues.raw.format in TABLES else "文件属性"


def _year(clues: Clues, title: str, title_how: str, doc_type: str, found: dict[str, str]) -> Period | None:
    """The document's year or years; a resolution on a report is no plan and has none."""
    given = str(clues.raw.given.get("year", ""))
    sources: list[tuple[str, str, bool]] = [(given, "表格列 year", True)]
    if doc_type != "决议":
        sources += [(title, title_how, False), (clues.title_line, clues.title_how, False)]
        sources.append(
            (_stem(clues.raw.name), "文件名", True) if clues.raw.format not in TABLES else ("", "", False)
        )
    for words, how, bare in sources:
        period = _plan_period(words, bare)
        if period is not None:
            found["year"] = f"{how}：{words[period.start : period.end]}"
            return period
    if doc_type == "决议":
        return None
    dates = [
        (given, "表格列 year"),
        (clues.raw.given.get("date", ""), f"{_source(clues)} date"),
        (clues.signed_date, "落款日期"),
        (clues.number, "发文字号"),
        (clues.date_line, "标题下日期"),
        (clues.raw.given.get("saved", ""), "文件属性 saved"),
    ]
    for words, how in dates:
        year = _date_year(words)
        if year is not None:
            found["year"] = f"{how}：{_clean(words)}"
            return Period(year, year, "year", 0, 0)
    for folder in _folders(clues.raw.source):
        match = re.fullmatch(r"((?:19|20)\d\d)(?:年.{0,12})?", flatten(folder))
        if match and EARLIEST_YEAR <= int(match[1]) <= LATEST_YEAR:
            found["year"] = f"文件夹：{folder}"
            return Period(int(match[1]), int(match[1]), "year", 0, 0)
    return None


def _plan_period(words: str, bare: bool) -> Period | None:
    """The years that a title gives its document.

    A single year counts before a period (“十四五”规划2022年实施方案 is of 2022), the last before the
    others (2022年总结和2023年计划, whichever comes first); a year to come (到2020年, 教育现代化2035) never does.
    """
    named = [
        period
        for period in periods(words, bare=bare or not re.search(r"(?:19|20)\d\d\s*年", flatten(words)))
        if period.kind != "decade" and not _FUTURE.search(words[: period.start])
    ]
    singles = [period for period in named if period.kind in ("year", "school_year")]
    if singles:
        return max(singles, key=lambda period: period.last) if "总结" in words else singles[-1]
    for kind in MULTI_YEAR:
        for period in named:
            if period.kind == kind:
                return period
    return None


def _date_year(words: str) -> int | None:
    year = int((day_of(words) or "0")[:4])
    return year if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def given_year_conflict(raw: RawDocument, title: str) -> str | None:
    """A table whose year is not the one that its title says.

    >>> given_year_conflict(RawDocument("t", "t", "", "csv", {"year": "2014"}), "2013年工作要点")
    '表格列年份是2014，标题写的是2013年'
    """
    given, named = _plan_period(str(raw.given.get("year", "")), True), _plan_period(title, False)
    if given is None or named is None or named.first <= given.first <= named.last:
        return None
    return f"表格列年份是{given.first}，标题写的是{title[named.start : named.end]}"
