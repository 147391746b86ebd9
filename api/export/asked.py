"""What stands in the file of a search, or of themes over the years?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api import schemas
from api.export.held import Held
from api.export.report import Body, Cell, Quote, Section, Table, quote_table
from api.render.pieces import EVIDENCE, STATES, counted_states, reading, spans
from index.verdicts import NONE, WEAK

_LEVELS = {NONE: "没有", WEAK: "弱"}
_HIT_COLUMNS = ("得分", "命中词", "关键词名次", "语义名次", "几乎相同的另有")
_FACETS = {
    "year": "年份",
    "issuer": "发文机关",
    "region": "地区",
    "level": "层级",
    "stage": "学段",
    "doc_type": "文种",
}


def search(answer: schemas.SearchAnswer, held: Held) -> Body:
    """The hits, best first, and how all that was found is spread."""
    hits = [hit_quote(hit, held) for hit in answer["hits"]]
    spread = Table(
        "分布",
        ("项目", "值", "段数"),
        tuple(
            (_FACETS[field], value, count)
            for field, counts in answer["facets"].items()
            for value, count in counts.items()
        ),
    )
    return Body(
        f"检索：{answer['query']['text']}",
        (
            *question_head(answer["query"], answer["evidence"]),
            ("段数", f"共找到{answer['total']}段，这里是{len(hits)}条（近似重复的已合并）"),
        ),
        (Section("原文", (*hits,)), Section("分布", (spread,)), words_section(answer["query"])),
        quote_table(
            "原文",
            ("次序", *_HIT_COLUMNS),
            [
                (quote, (number, *_hit_cells(hit)))
                for number, (hit, quote) in enumerate(zip(answer["hits"], hits, strict=True), 1)
            ],
        ),
        (spread, words_table(answer["query"])),
    )


def themes(answer: schemas.ThemesAnswer, held: Held) -> Body:
    """Every year with its state, the themes with their quotations, and each passage with its theme."""
    years = years_table(answer["years"])
    overview = [Quote(one["text"], held.source(one)) for one in answer["overview"]]
    sections = [Section("各年", (years,)), Section("概览", (*overview,))]
    sections += [
        theme_section(theme, f"主题{number}　{theme['label']}", held)
        for number, theme in enumerate(answer["themes"], 1)
    ]
    if answer["alone"]:
        alone = tuple(hit_quote(hit, held) for hit in answer["alone"])
        sections.append(Section("单独的几段", ("不归任何主题。", *alone)))
    sections.append(words_section(answer["query"]))
    quoted = [("概览", one) for one in answer["overview"]]
    quoted += [(theme["label"], one) for theme in answer["themes"] for one in theme["summary"]]
    return Body(
        f"历年怎么说：{answer['query']['text']}",
        (*question_head(answer["query"], answer["evidence"]), *years_head(answer["years"])),
        tuple(sections),
        quote_table(
            "原文",
            ("主题", *_HIT_COLUMNS, "旁证"),
            [
                (hit_quote(hit, held), (label, *_hit_cells(hit), "未点题" if hit["near"] else None))
                for label, hits in [
                    *((theme["label"], theme["passages"]) for theme in answer["themes"]),
                    ("（不归任何主题）", answer["alone"]),
                ]
                for hit in hits
            ],
        ),
        (
            years,
            issuers_table(answer["years"]),
            themes_table(("主题", answer["themes"])),
            quote_table(
                "摘句", ("主题",), [(Quote(s["text"], held.source(s)), (name,)) for name, s in quoted]
            ),
            words_table(answer["query"]),
        ),
    )


def question_head(query: schemas.Query, evidence: str) -> list[tuple[str, str]]:
    """How a question was read, and whether anything is about it; its words are in ``words_table``."""
    words = f"也查{len(query['expansions'])}个说法，不算{len(query['exclusions'])}个（都列在“查的词”）"
    return [
        ("读作", reading(query)),
        ("查的词", words),
        ("证据", _LEVELS.get(evidence, "强") + _said(evidence)),
    ]


def words_table(query: schemas.Query) -> Table:
    """What was searched beside the question's own words, and what is not meant."""
    return Table(
        "查的词",
        ("类别", "词", "为什么"),
        (
            *(("也查", one["term"], one["why"]) for one in query["expansions"]),
            *(("不算", one["term"], one["why"]) for one in query["exclusions"]),
        ),
    )


def words_section(query: schemas.Query) -> Section:
    """The same in running text, at the end, where it is in nobody's way."""
    named = (
        ("也查", [one["term"] for one in query["expansions"]]),
        ("不算", [one["term"] for one in query["exclusions"]]),
    )
    return Section("查的词", tuple(f"{name}：{'、'.join(terms) or '无'}。" for name, terms in named))


def _said(evidence: str) -> str:
    return f"：{EVIDENCE[evidence]}" if evidence in EVIDENCE else ""


def years_head(years: Sequence[schemas.Year]) -> list[tuple[str, str]]:
    """Counts with what they are out of, and every year that is silent or missing by name."""
    if not years:
        return []
    said, held = sum(y["documents_mentioning"] for y in years), sum(y["documents"] for y in years)
    passages, all_passages = sum(y["passages"] for y in years), sum(y["passages_held"] for y in years)
    return [
        ("各年", counted_states(years)),
        ("文件数", f"{held}份中有{said}份提及"),
        ("段数", f"{all_passages}段中有{passages}段提及"),
        *states_head((year["year"], year["state"]) for year in years),
    ]


def states_head(states: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    """The years of each state, all of them: none may go missing in a file without a table of years."""
    found: dict[str, list[int]] = {}
    for year, state in states:
        found.setdefault(state, []).append(year)
    return [(f"{name}的年份", spans(found[state])) for state, (_, name) in STATES.items() if state in found]


_YEAR_COLUMNS = ("状态", "文件数", "提及的文件数", "提及的段数", "全部段数")


def years_table(years: Sequence[schemas.Year]) -> Table:
    """One row a year."""
    rows = tuple((year["year"], *_year_cells(year)) for year in years)
    return Table("各年", ("年份", *_YEAR_COLUMNS), rows)


def issuers_table(years: Sequence[schemas.Year]) -> Table:
    """One row an issuer and year."""
    rows = tuple(
        (year["year"], issuer, *_year_cells(one))
        for year in years
        for issuer, one in year["by_issuer"].items()
    )
    return Table("各年各机关", ("年份", "发文机关", *_YEAR_COLUMNS), rows)


def _year_cells(year: schemas.IssuerYear) -> tuple[Cell, ...]:
    figures = (year["documents"], year["documents_mentioning"], year["passages"], year["passages_held"])
    return (STATES[year["state"]][1], *figures)


def themes_table(*groups: tuple[str, Sequence[schemas.Theme]]) -> Table:
    """One row a theme; ``groups`` are named lists of themes."""
    return Table(
        "主题",
        ("类别", "主题", "段数", "稳定度", "最早", "最近", "各年段数", "关键词"),
        tuple(
            (
                name,
                theme["label"],
                theme["size"],
                theme["stability"],
                theme["first_year"],
                theme["last_year"],
                "、".join(f"{year}年{count}" for year, count in sorted(theme["years"].items())),
                "、".join(theme["keywords"]),
            )
            for name, themes in groups
            for theme in themes
        ),
    )


def theme_section(theme: schemas.Theme, title: str, held: Held, level: int = 1) -> Section:
    """A theme: how much it is, its summary, then its other passages."""
    summed = {one["passage_id"] for one in theme["summary"]}
    years = spans(int(year) for year in theme["years"])
    counted = f"{theme['size']}段，{years or '年份不明'}。关键词：{'、'.join(theme['keywords'])}。"
    quotes = [Quote(one["text"], held.source(one)) for one in theme["summary"]]
    quotes += [hit_quote(hit, held) for hit in theme["passages"] if hit["id"] not in summed]
    return Section(title, (counted, *quotes), level)


def hit_quote(hit: schemas.Hit, held: Held) -> Quote:
    """A passage with what is to be said of it."""
    notes = [f"另有{len(hit['repeated_in'])}处几乎相同"] if hit["repeated_in"] else []
    notes += ["该年没有直接说到，列出最接近的一段"] if hit["near"] else []
    return Quote(hit["text"], held.source(hit), "；".join(notes))


def _hit_cells(hit: schemas.Hit) -> tuple[Cell, ...]:
    ranks, repeated = hit["ranks"], len(hit["repeated_in"])
    return (hit["score"], "、".join(hit["matched_terms"]), ranks["keyword"], ranks["semantic"], repeated)
