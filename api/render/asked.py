"""How does an answer look in a terminal?  The JSON of the contract, set for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api import schemas
from api.render.pieces import compared, coverage, evidence, finished, question, quotation, source, spans
from api.terminal import Page, columns, padded

if TYPE_CHECKING:
    from api.evaluate import Evaluation  # which asks the library, whose exports use these rooms' words
    from index.backup import Copied
    from index.doctor import Check
    from index.rebuild import Rebuilt

_THEME_QUOTES = 2
MOST_NUMBER, NUMBERED_WIDTH = 30, 100
"""Columns kept for 文号 in a list, and how wide a terminal must be for it."""


def search(answer: schemas.SearchAnswer, page: Page, explain: bool = False) -> str:
    """The hits of a search, best first."""
    lines = [*question(answer["query"], page, explain), *evidence(answer["evidence"])]
    if answer["total"]:
        lines.append(f"共 {answer['total']} 段，这里是 {len(answer['hits'])} 条（近似重复的已合并）：")
    for number, hit in enumerate(answer["hits"], 1):
        lines += ["", *page.block(hit["text"], 4, f"{number:>2}  ")]
        lines += source(hit, page, 4)
        if hit["repeated_in"]:
            lines.append(" " * 4 + page.quiet(f"另有 {len(hit['repeated_in'])} 处几乎相同"))
        if explain:
            lines += [" " * 4 + page.quiet(line) for line in _why(hit)]
    return finished(lines, answer["warnings"], page)


def themes(answer: schemas.ThemesAnswer, page: Page) -> str:
    """What plans said over the years: coverage, quotations, themes."""
    lines = [*question(answer["query"], page), *evidence(answer["evidence"]), ""]
    lines += coverage(answer["years"], page)
    if answer["overview"]:
        lines += ["", page.strong("概览")]
        for sentence in answer["overview"]:
            lines += quotation(sentence, page, 2)
    for number, theme in enumerate(answer["themes"], 1):
        years = spans([int(year) for year in theme["years"]])
        lines += [
            "",
            page.strong(f"主题{number}　{theme['label']}") + page.quiet(f"　{theme['size']} 段　{years}"),
        ]
        for sentence in theme["summary"][:_THEME_QUOTES]:
            lines += quotation(sentence, page, 2)
    if answer["alone"]:
        lines += ["", page.strong("单独的几段") + page.quiet("　不归任何主题")]
    for hit in answer["alone"]:
        lines += ["", *page.block(hit["text"], 2), *source(hit, page, 2)]
    lines += compared(answer["query"], page)
    return finished(lines, answer["warnings"], page)


def documents(answer: schemas.DocumentsAnswer, page: Page) -> str:
    """One line a document, with its number (文号) where there is one and room for it."""
    numbers = max((columns(document["number"] or "") for document in answer["documents"]), default=0)
    numbers = min(numbers, MOST_NUMBER) + 2 if numbers and page.width >= NUMBERED_WIDTH else 0
    room = page.width - 16 - 6 - 8 - 2 - numbers
    lines = [
        f"{document['id']}  {_year(document):<4}{'?' if document['year_conflict'] else ' '} "
        f"{padded(document['title'], room)} {document['passages']:>5}段"
        + (f"  {document['number']}" if numbers and document["number"] else "")
        for document in answer["documents"]
    ]
    lines.append(
        f"共 {answer['total']} 份" + (f"，这里是 {len(lines)} 份" if len(lines) < answer["total"] else "")
    )
    return finished(lines, answer["warnings"], page)


def document(answer: schemas.DocumentAnswer, page: Page) -> str:
    """What is known of one document and how it was found, and its outline."""
    lines = [page.strong(answer["title"]), *facts(answer, page)]
    if answer["outline"]:
        lines += ["", page.strong("提纲")]
    for heading in answer["outline"]:
        lines += page.block(heading["number"] + heading["title"], 2 * heading["level"])
    return finished(lines, answer["warnings"], page)


def facts(answer: schemas.Document, page: Page) -> list[str]:
    """What is known of one document, each with how it was found."""
    named = (
        ("编号", answer["id"], ""),
        ("年份", _year(answer), "year"),
        ("起止", _period(answer), "period_from"),
        ("机关", answer["issuer"] or "", "issuer"),
        ("地区", answer["region"] or "", "region"),
        ("层级", answer["level"] or "", "level"),
        ("学段", "、".join(answer["stage"]), "stage"),
        ("文种", answer["doc_type"], "doc_type"),
        ("文号", answer["number"] or "", ""),
        ("成文", answer["issued"] or "", ""),
        ("主送", answer["addressee"] or "", ""),
        ("公开", answer["publicity"] or "", ""),
        ("抄送", answer["copied_to"] or "", ""),
        ("修订", f"{answer['revision_of']} 的修订" if answer["revision_of"] else "", ""),
        ("识别", answer["found"].get("ocr", ""), ""),
        ("段落", str(answer["passages"]), ""),
        ("来源", "；".join(answer["sources"]), ""),
    )
    lines = []
    for label, value, field in named:
        if value:
            how = answer["found"].get(field, "")
            lines += page.block(value + (f"（{how}）" if how else ""), 8, f"  {label}")
    if answer["year_conflict"]:
        lines += page.block("年份存疑：" + answer["found"].get("year_conflict", ""), 2)
    return lines


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


def copied(done: Copied, what: str) -> str:
    """What a backup or a restore did: ``已备份到 x.db：72 份文件、11012 段，第72代，29 MB``."""
    size = f"{done.bytes / (1 << 20):.1f} MB"
    return f"{what} {done.file}：{done.documents} 份文件、{done.passages} 段，第{done.generation}代，{size}"


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
