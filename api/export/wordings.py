"""What stands in the file of a wording's life?"""

from __future__ import annotations

from api import schemas
from api.export.asked import states_head
from api.export.held import Held
from api.export.report import Body, Quote, Section, Table, quote_table
from api.render.pieces import STATES, counted_states
from api.render.wordings import link_text


def formulations(answer: schemas.FormulationsAnswer, held: Held) -> Body:
    """First, peak and last year, every year, forms, links in time, and every passage."""
    years = Table(
        "各年",
        ("年份", "状态", "文件数", "用到的文件数", "次数", "其中年份存疑", "每百段次数"),
        tuple(
            (
                year["year"],
                STATES[year["state"]][1],
                year["documents"],
                year["documents_with"],
                year["count"],
                year["in_doubt"],
                round(year["share"] * 100, 2),
            )
            for year in answer["years"]
        ),
    )
    forms = Table(
        "写法",
        ("类别", "写法", "次数"),
        (
            *(("本提法", form["text"], form["count"]) for form in answer["forms"]),
            *(("同一概念的其他说法", form["text"], form["count"]) for form in answer["other_wordings"]),
        ),
    )
    links = Table(
        "前后沿革",
        ("说法", "关系", "年份", "依据"),
        tuple((one["wording"], link_text(one), one["year"], one["source"]) for one in answer["links"]),
    )
    used = [(Quote(one["text"], held.source(one)), one) for one in answer["passages"]]
    sections = [
        Section("始末", tuple(_points(answer, held))),
        Section("各年", (years,)),
        Section("写法", (forms,) if forms.rows else ("库内没有这个提法。",)),
    ]
    if answer["links"]:
        evidence = [
            Quote(one["evidence"]["text"], held.source(one["evidence"]), link_text(one))
            for one in answer["links"]
            if one["evidence"]
        ]
        sections.append(Section("前后沿革", (links, *evidence)))
    sections.append(Section(f"原文（共{answer['total']}段，这里是{len(used)}段）", tuple(q for q, _ in used)))
    return Body(
        f"提法的始末：{answer['term']}",
        tuple(_head(answer)),
        tuple(sections),
        quote_table("原文", ("次数",), [(quote, (len(one["occurrences"]),)) for quote, one in used]),
        (years, forms, links),
    )


def _head(answer: schemas.FormulationsAnswer) -> list[tuple[str, str]]:
    head = [("概念", answer["concept"] or "概念库里没有")]
    for name, point in _named_points(answer):
        if point:
            head.append((name, f"{point['year']}年，{point['count']}次，每百段{point['share'] * 100:.1f}次"))
    if answer["years"]:
        head.append(("各年", counted_states(answer["years"])))
        head.append(
            (
                "文件数",
                f"{sum(y['documents'] for y in answer['years'])}份中有"
                f"{sum(y['documents_with'] for y in answer['years'])}份用到",
            )
        )
        head += states_head((year["year"], year["state"]) for year in answer["years"])
    apart = answer["apart"]
    for name, part in (("年份不明", apart["undated"]), ("不是计划（决议、总结）", apart["not_plans"])):
        if part["count"]:
            head.append((f"另计：{name}", f"{part['documents']}份、{part['count']}次，不计入各年"))
    if apart["in_doubt"]["count"]:
        in_doubt = apart["in_doubt"]
        head.append(
            (
                "年份存疑",
                f"{in_doubt['documents']}份、{in_doubt['count']}次，计入各年，不用来定最早、高峰、最近",
            )
        )
    if answer["other_senses"]:
        head.append(("别的意思", f"{answer['other_senses']}次，没有计入"))
    head.append(("段数", f"共{answer['total']}段，这里是{len(answer['passages'])}段"))
    return head


def _named_points(answer: schemas.FormulationsAnswer) -> tuple[tuple[str, schemas.Point | None], ...]:
    return (("最早", answer["first"]), ("高峰", answer["peak"]), ("最近", answer["last"]))


def _points(answer: schemas.FormulationsAnswer, held: Held) -> list[str | Quote]:
    found: list[str | Quote] = []
    for name, point in _named_points(answer):
        if point and point["passage"]:
            passage = point["passage"]
            found.append(Quote(passage["text"], held.source(passage), f"{name}：{point['year']}年"))
    return found or ["没有年份可靠的出处。"]
