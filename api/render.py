"""How does an answer look in a terminal?  The JSON of the contract, set for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api import schemas
from api.evaluate import Evaluation
from api.terminal import Page, padded
from index.doctor import Check
from index.evidence import NONE, WEAK
from index.rebuild import Rebuilt
from index.years import COVERED, MENTIONED, NO_PLAN, SILENT

_STATES = {
    MENTIONED: ("■", "提及"),
    SILENT: ("□", "未见提及"),
    COVERED: ("▒", "只有跨年规划"),
    NO_PLAN: ("·", "缺藏"),
}
_NAMED_YEARS = 8
"""A state with more years than this is given as spans."""
_THEME_QUOTES = 2
_TERMS = 8
"""Expansions named without ``--explain``."""
_KINDS = {"topic": "", "comparison": "比较", "first": "最早出现"}


def search(answer: schemas.SearchAnswer, page: Page, explain: bool = False) -> str:
    """The hits of a search, best first."""
    lines = [*_question(answer["query"], page, explain), *_evidence(answer["evidence"])]
    if answer["total"]:
        lines.append(f"共 {answer['total']} 段，这里是 {len(answer['hits'])} 条（近似重复的已合并）：")
    for number, hit in enumerate(answer["hits"], 1):
        lines += ["", *page.block(hit["text"], 4, f"{number:>2}  ")]
        lines += _source(hit, page, 4)
        if hit["repeated_in"]:
            lines.append(" " * 4 + page.quiet(f"另有 {len(hit['repeated_in'])} 处几乎相同"))
        if explain:
            lines += [" " * 4 + page.quiet(line) for line in _why(hit)]
    return _finished(lines, answer["warnings"], page)


def themes(answer: schemas.ThemesAnswer, page: Page) -> str:
    """What plans said over the years: coverage, quotations, themes."""
    lines = [*_question(answer["query"], page), *_evidence(answer["evidence"]), ""]
    lines += coverage(answer["years"], page)
    if answer["overview"]:
        lines += ["", page.strong("概览")]
        for sentence in answer["overview"]:
            lines += _quotation(sentence, page, 2)
    for number, theme in enumerate(answer["themes"], 1):
        years = spans([int(year) for year in theme["years"]])
        lines += [
            "",
            page.strong(f"主题{number}　{theme['label']}") + page.quiet(f"　{theme['size']} 段　{years}"),
        ]
        for sentence in theme["summary"][:_THEME_QUOTES]:
            lines += _quotation(sentence, page, 2)
    return _finished(lines, answer["warnings"], page)


def coverage(years: Sequence[schemas.Year], page: Page) -> list[str]:
    """``2011—2026年：14年提及，1年未见提及，1年缺藏``, and a strip with one mark a year."""
    if not years:
        return []
    first, last = years[0]["year"], years[-1]["year"]
    held = {state: [year["year"] for year in years if year["state"] == state] for state in _STATES}
    counts = "，".join(f"{len(held[state])}年{name}" for state, (_, name) in _STATES.items() if held[state])
    lines = [page.strong(f"{first}—{last}年：{counts}")]
    marks = "".join(_STATES[year["state"]][0] for year in years)
    room = page.width - 12
    for start in range(0, len(marks), room):
        part = marks[start : start + room]
        lines.append(f"{first + start} {part} {first + start + len(part) - 1}")
    lines.append(
        page.quiet("　".join(f"{mark} {name}" for state, (mark, name) in _STATES.items() if held[state]))
    )
    for state in (SILENT, COVERED, NO_PLAN):
        if held[state]:
            lines += page.block(f"{_STATES[state][1]}：{spans(held[state])}")
    return lines


def spans(years: Iterable[int]) -> str:
    """Years in words: single ones by name, many as spans.

    >>> spans([2013, 2015]), spans([2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008, 2010])
    ('2013、2015', '2001—2008、2010')
    """
    ordered = sorted(years)
    if len(ordered) <= _NAMED_YEARS:
        return "、".join(map(str, ordered))
    runs: list[list[int]] = []
    for year in ordered:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in runs)


def documents(answer: schemas.DocumentsAnswer, page: Page) -> str:
    """One line a document."""
    room = page.width - 16 - 6 - 8 - 2
    lines = [
        f"{document['id']}  {_year(document):<4}{'?' if document['year_conflict'] else ' '} "
        f"{padded(document['title'], room)} {document['passages']:>5}段"
        for document in answer["documents"]
    ]
    lines.append(
        f"共 {answer['total']} 份" + (f"，这里是 {len(lines)} 份" if len(lines) < answer["total"] else "")
    )
    return _finished(lines, answer["warnings"], page)


def document(answer: schemas.DocumentAnswer, page: Page) -> str:
    """What is known of one document and how it was found, and its outline."""
    named = (
        ("编号", answer["id"], ""),
        ("年份", _year(answer), "year"),
        ("起止", _period(answer), "period_from"),
        ("机关", answer["issuer"] or "", "issuer"),
        ("地区", answer["region"] or "", "region"),
        ("层级", answer["level"] or "", "level"),
        ("学段", "、".join(answer["stage"]), "stage"),
        ("文种", answer["doc_type"], "doc_type"),
        ("段落", str(answer["passages"]), ""),
        ("来源", "；".join(answer["sources"]), ""),
    )
    lines = [page.strong(answer["title"])]
    for label, value, field in named:
        if value:
            how = answer["found"].get(field, "")
            lines += page.block(value + (f"（{how}）" if how else ""), 8, f"  {label}")
    if answer["year_conflict"]:
        lines += page.block("年份存疑：" + answer["found"].get("year_conflict", ""), 2)
    if answer["outline"]:
        lines += ["", page.strong("提纲")]
    for heading in answer["outline"]:
        lines += page.block(heading["number"] + heading["title"], 2 * heading["level"])
    return _finished(lines, answer["warnings"], page)


def removed(answer: schemas.RemovedAnswer) -> str:
    """What was removed, and how it comes back."""
    return f"已移除《{answer['title']}》；要恢复请运行 cejian documents restore {answer['id']}"


def check(found: Check) -> str:
    """``好  词表：1425 段都在词表里``"""
    advice = f"；{found.advice}" if found.advice and found.advice not in found.detail else ""
    return f"{'好' if found.good else '坏'}  {found.name}：{found.detail}{advice}"


def rebuilt(done: Rebuilt) -> str:
    """What a rebuild did."""
    dropped = f"，清掉被取代的 {done.dropped} 段" if done.dropped else ""
    return f"已重建 {done.passages} 段，其中重算向量 {done.embedded} 段{dropped}"


def evaluation(answer: Evaluation, page: Page) -> str:
    """A table, one line a topic, then the means."""
    room = max(12, min(32, page.width - 44))

    def row(name: str, ndcg: object, years: object, relevant: object, held: object) -> str:
        return f"{padded(name, room)} {ndcg!s:>8} {years!s:>8} {relevant!s:>8} {held!s:>6}"

    lines = [f"{padded('主题', room)}  nDCG@10   年份覆盖   相关句   年数"]
    for topic in answer["topics"]:
        lines.append(
            row(
                topic["topic"],
                _figure(topic["ndcg"]),
                _figure(topic["years"]),
                topic["relevant"],
                topic["relevant_years"],
            )
        )
    lines.append(
        page.strong(
            row(f"平均（{answer['queries']}问）", _figure(answer["ndcg"]), _figure(answer["years"]), "", "")
        )
    )
    if answer["unanswerable"]:
        lines += page.block("库中没有相关句、未计入平均：" + "、".join(answer["unanswerable"]))
    if not answer["concepts_used"]:
        lines.append("没有使用概念库")
    return "\n".join(lines)


def _question(query: schemas.Query, page: Page, explain: bool = False) -> list[str]:
    read = [f"问的是：{query['normalised']}"]
    if _KINDS[query["kind"]]:
        read.append(_KINDS[query["kind"]])
    if query["period"]:
        first, last = query["period"]
        read.append(f"{'' if first is None else first}—{'' if last is None else last}年")
    if query["concepts"]:
        read.append(f"概念：{'、'.join(query['concepts'])}")
    lines = page.block("　".join(read))
    terms = [expansion["term"] for expansion in query["expansions"]]
    if terms and not explain:
        more = f"等{len(terms)}个" if len(terms) > _TERMS else ""
        lines += [page.quiet(line) for line in page.block(f"也查：{'、'.join(terms[:_TERMS])}{more}")]
    if explain:
        for expansion in query["expansions"]:
            lines += page.block(f"也查“{expansion['term']}”：{expansion['why']}", 2)
        for exclusion in query["exclusions"]:
            lines += page.block(f"不算“{exclusion['term']}”：{exclusion['why']}", 2)
    return lines


def _evidence(level: str) -> list[str]:
    said = {NONE: "没有找到与问题有关的内容。", WEAK: "没有直接的说法，下面是意思相近的内容。"}
    return [said[level]] if level in said else []


def _quotation(sentence: schemas.Sentence, page: Page, indent: int) -> list[str]:
    return ["", *page.block(f"“{sentence['text']}”", indent), *_source(sentence, page, indent)]


def _source(found: schemas.Sentence | schemas.Hit, page: Page, indent: int) -> list[str]:
    place = " · ".join([*found["heading_path"], *([found["item"]] if found["item"] else [])])
    year = "年份不明" if found["year"] is None else str(found["year"])
    source = f"—— 《{found['title']}》（{year}）{place}"
    return [page.quiet(line) for line in page.block(source, indent)]


def _why(hit: schemas.Hit) -> list[str]:
    ranks = [
        f"{name}第{rank}"
        for name, rank in (("关键词", hit["ranks"]["keyword"]), ("语义", hit["ranks"]["semantic"]))
        if rank
    ]
    words = f"，含有：{'、'.join(hit['matched_terms'])}" if hit["matched_terms"] else ""
    return [f"得分 {hit['score']:.2f}" + (f"（{'，'.join(ranks)}）" if ranks else "") + words, hit["id"]]


def _year(document: schemas.Document) -> str:
    return "不明" if document["year"] is None else str(document["year"])


def _period(document: schemas.Document) -> str:
    first, last = document["period_from"], document["period_to"]
    return "" if first is None or last is None else f"{first}—{last}"


def _figure(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"


def _finished(lines: list[str], warnings: Sequence[str], page: Page) -> str:
    notes = [line for warning in warnings for line in page.block(warning, 4, "注：")]
    return "\n".join([*lines, *([""] if notes else []), *notes])
