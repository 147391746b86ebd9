"""What stands in the file of a comparison?"""

from __future__ import annotations

from collections.abc import Iterator

from api import schemas
from api.export.asked import hit_quote, question_head, theme_section, themes_table, words_section, words_table
from api.export.held import Held
from api.export.report import (
    SOURCE_COLUMNS,
    Body,
    Cell,
    Quote,
    Runs,
    Section,
    Table,
    quote_table,
    source_cells,
)


def compare(answer: schemas.CompareAnswer, held: Held) -> Body:
    """Themes of both sides and of one only, passages side by side with their changes, and words."""
    a, b = answer["a"]["name"], answer["b"]["name"]
    shared = _shared(answer, a, b)
    words = _words(answer, a, b)
    pairs = [
        Quote(
            pair["b"]["text"],
            held.source(pair["b"]),
            f"相近 {pair['similarity']:.2f}",
            runs(pair["diff"]),
            held.source(pair["a"]),
        )
        for pair in answer["pairs"]
    ]
    sections = [
        Section("两边都有", (shared,)),
        Section(f"只在{b}", (f"共{len(answer['emerging'])}个主题。",)),
        *(theme_section(theme, theme["label"], held, 2) for theme in answer["emerging"]),
        Section(f"只在{a}", (f"共{len(answer['fading'])}个主题。",)),
        *(theme_section(theme, theme["label"], held, 2) for theme in answer["fading"]),
        Section(
            "逐条对照",
            (f"删去的是{a}的字句，加上的是{b}的字句，其余两边相同。", *pairs)
            if pairs
            else ("没有可以对照的条目。",),
        ),
        Section("用词", (words,)),
        *([words_section(answer["query"])] if answer["query"] else []),
    ]
    both = (("两边都有", [one for pair in answer["shared"] for one in (pair["a"], pair["b"])]),)
    return Body(
        f"比较：{a}对{b}",
        tuple(_head(answer)),
        tuple(sections),
        quote_table("原文", ("边", "类别", "主题"), list(_passages(answer, held))),
        (
            themes_table(*both, (f"只在{b}", answer["emerging"]), (f"只在{a}", answer["fading"])),
            shared,
            _pairs(answer, held, a, b),
            words,
            *((words_table(answer["query"]),) if answer["query"] else ()),
        ),
    )


def _head(answer: schemas.CompareAnswer) -> Iterator[tuple[str, str]]:
    for name, side in (("甲", answer["a"]), ("乙", answer["b"])):
        yield name, f"{side['name']}（{side['documents']}份文件，比较其中{side['passages']}段）"
    if answer["query"] is not None and answer["evidence"] is not None:
        yield from question_head(answer["query"], answer["evidence"])
    yield (
        "主题数",
        f"两边都有{len(answer['shared'])}个，只在{answer['b']['name']}{len(answer['emerging'])}个，"
        f"只在{answer['a']['name']}{len(answer['fading'])}个",
    )


def _shared(answer: schemas.CompareAnswer, a: str, b: str) -> Table:
    return Table(
        "两边都有的主题",
        (f"{a}的主题", f"{a}段数", f"{b}的主题", f"{b}段数", "相近"),
        tuple(
            (p["a"]["label"], p["a"]["size"], p["b"]["label"], p["b"]["size"], p["similarity"])
            for p in answer["shared"]
        ),
    )


def _pairs(answer: schemas.CompareAnswer, held: Held, a: str, b: str) -> Table:
    return Table(
        "逐条对照",
        (
            "相近",
            *(f"{a} {column}" for column in SOURCE_COLUMNS),
            f"{a} 原文",
            *(f"{b} {column}" for column in SOURCE_COLUMNS),
            f"{b} 原文",
            "改动",
        ),
        tuple(
            (
                pair["similarity"],
                *source_cells(held.source(pair["a"])),
                pair["a"]["text"],
                *source_cells(held.source(pair["b"])),
                pair["b"]["text"],
                runs(pair["diff"]),
            )
            for pair in answer["pairs"]
        ),
    )


def _words(answer: schemas.CompareAnswer, a: str, b: str) -> Table:
    return Table(
        "用词",
        ("词", f"{a}次数", f"{b}次数", "对数似然", "倍数的对数（正的在后者多）"),
        tuple(
            (word["term"], word["a_count"], word["b_count"], word["log_likelihood"], word["effect"])
            for word in answer["keywords"]
        ),
    )


def _passages(answer: schemas.CompareAnswer, held: Held) -> Iterator[tuple[Quote, tuple[Cell, ...]]]:
    """Every passage of the comparison with its side, kind and theme."""
    a, b = answer["a"]["name"], answer["b"]["name"]
    for pair in answer["shared"]:
        for side, theme in ((a, pair["a"]), (b, pair["b"])):
            for hit in theme["passages"]:
                yield hit_quote(hit, held), (side, "两边都有", theme["label"])
    for side, themes in ((b, answer["emerging"]), (a, answer["fading"])):
        for theme in themes:
            for hit in theme["passages"]:
                yield hit_quote(hit, held), (side, f"只在{side}", theme["label"])
    for kind, sides in (("不归任何主题", answer["alone"]), ("套话", answer["boilerplate"])):
        for side, passages in ((a, sides["a"]), (b, sides["b"])):
            for passage in passages:
                yield Quote(passage["text"], held.source(passage)), (side, kind, None)


def runs(diff: schemas.Diff) -> Runs:
    """A diff of the contract as what a cell or a quotation holds."""
    return tuple((op, text) for op, text in diff)
