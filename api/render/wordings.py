"""How do a wording's life and a concept look in a terminal?"""

from __future__ import annotations

from collections.abc import Sequence

from api import schemas
from api.render.pieces import coverage, finished, source, span, spans
from api.terminal import Page

BAR = 24
"""Columns of the longest bar."""
_QUOTED = 6
"""Passages quoted beside those of the first, peak and last year."""
_FORMS = 8
_LINKS = {
    ("renamed", "from"): "由“{}”改称而来",
    ("renamed", "to"): "后改称“{}”",
    ("absorbed", "from"): "并入了“{}”",
    ("absorbed", "to"): "后并入“{}”",
    ("followed_by", "from"): "此前有“{}”",
    ("followed_by", "to"): "此后有“{}”",
    ("instrument_of", "from"): "“{}”是它的举措",
    ("instrument_of", "to"): "是“{}”的举措",
}


def formulation(answer: schemas.FormulationsAnswer, page: Page) -> str:
    """First, peak and last year, a chart, forms, links, and quotations."""
    concept = f"　概念：{answer['concept']}" if answer["concept"] else ""
    lines = [f"提法：{answer['term']}{concept}"]
    if answer["forms"]:
        lines += page.block(f"写法：{_forms(answer['forms'])}")
    if answer["other_wordings"]:
        lines += [
            page.quiet(line) for line in page.block(f"同一概念的其他说法：{_forms(answer['other_wordings'])}")
        ]
    lines += ["", *coverage(answer["years"], page)]
    for name, point in _points(answer):
        lines.append(f"{name} {point['year']}年　{point['count']}次，每百段 {point['share'] * 100:.1f}次")
    lines += ["", *_chart(answer["years"], page)]
    if answer["links"]:
        lines += ["", page.strong("前后沿革")]
    for link in answer["links"]:
        lines += page.block(link_text(link), 4, "  ")
        if link["evidence"]:
            lines += _quoted(link["evidence"], page, 6)
    shown = {point["passage"]["id"] for _, point in _points(answer) if point["passage"]}
    quoted = [point["passage"] for _, point in _points(answer) if point["passage"]]
    quoted = list({passage["id"]: passage for passage in quoted}.values())
    quoted += _spread([passage for passage in answer["passages"] if passage["id"] not in shown])
    if quoted:
        lines += ["", page.strong(f"原文（共 {answer['total']} 段，这里是 {len(quoted)} 段）")]
    for passage in sorted(quoted, key=lambda one: (one["year"] is None, one["year"] or 0, one["id"])):
        lines += ["", *_quoted(passage, page, 2)]
    return finished(lines, answer["warnings"], page)


def concept(answer: schemas.ConceptAnswer, page: Page) -> str:
    """What a concept is, how it was said and when, and how much of the library mentions it."""
    held = answer["library"]
    lines = [page.strong(answer["name"]), *page.block(answer["gloss"])]
    years = f"，{spans([int(year) for year in held['years']])}年" if held["years"] else ""
    said = f"本库：{held['documents']}份文件的{held['passages']}段提到，共{held['mentions']}次{years}"
    lines += ["", *page.block(said)]
    dated = [one for one in answer["wordings"] if one["from"] or one["to"]]
    for name, texts in (
        ("说法", [one["text"] for one in answer["wordings"]]),
        ("口语", answer["colloquial"]),
        ("不算", [one["text"] for one in answer["negative"]]),
        ("上位", answer["broader"]),
        ("下位", answer["narrower"]),
        ("相关", answer["related"]),
    ):
        if texts:
            lines += page.block("、".join(texts), 6, f"{name}  ")
    if dated:
        lines += ["", page.strong("各时期的说法")]
    for one in dated:
        period = span(one["from"], one["to"]) if one["from"] or one["to"] else ""
        lines += page.block(f"{one['text']}　{period}（{one['source']}，{one['year']}）", 4, "  ")
    if answer["links"]:
        lines += ["", page.strong("前后沿革")]
    for link in answer["links"]:
        lines += page.block(f"{link['wording']}：{link_text(link)}", 4, "  ")
    return finished(lines, answer["warnings"], page)


def _points(answer: schemas.FormulationsAnswer) -> list[tuple[str, schemas.Point]]:
    named = (("最早", answer["first"]), ("高峰", answer["peak"]), ("最近", answer["last"]))
    return [(name, point) for name, point in named if point]


def _forms(forms: Sequence[schemas.Form]) -> str:
    more = f" 等{len(forms)}种" if len(forms) > _FORMS else ""
    return "、".join(f"{form['text']} {form['count']}" for form in forms[:_FORMS]) + more


def _chart(years: Sequence[schemas.YearOfUse], page: Page) -> list[str]:
    """One line a year that uses the wording, its bar as long as its share."""
    used = [year for year in years if year["count"]]
    highest = max((year["share"] for year in used), default=0.0)
    lines = []
    for year in used:
        bar = "█" * max(1, round(BAR * year["share"] / highest))
        doubt = f"，其中{year['in_doubt']}次年份存疑" if year["in_doubt"] else ""
        figures = f"{year['count']}次，{year['documents_with']}/{year['documents']}份{doubt}"
        lines.append(f"{year['year']} {bar} {page.quiet(figures)}")
    return lines


def link_text(link: schemas.TermLink) -> str:
    """A link in time in words: ``后改称“民办教育”（2002，民办教育促进法）``."""
    source = (
        f"（{link['year'] or ''}{'，' if link['year'] and link['source'] else ''}{link['source'] or ''}）"
    )
    said = _LINKS[link["type"], link["direction"]].format(link["term"])
    return said + (source if source != "（）" else "")


def _quoted(passage: schemas.Passage, page: Page, indent: int) -> list[str]:
    return [*page.block(f"“{passage['text']}”", indent), *source(passage, page, indent)]


def _spread(passages: Sequence[schemas.Passage]) -> list[schemas.Passage]:
    """A few passages, evenly over the list, which is in order of year."""
    most = min(_QUOTED, len(passages))
    return [passages[number * len(passages) // most] for number in range(most)]
