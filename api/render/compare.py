"""How does a comparison look in a terminal?"""

from __future__ import annotations

from collections.abc import Sequence

from api import schemas
from api.render.drafts import diff_text
from api.render.pieces import evidence, finished, question, quotation, source
from api.terminal import Page

_PAIRS, _WORDS = 10, 12
"""Pairs of passages, and words of each side, that are shown; ``--json`` has them all."""


def compare(answer: schemas.CompareAnswer, page: Page) -> str:
    """Themes of both sides, of one only, passages side by side, and words."""
    one, other = answer["a"], answer["b"]
    lines = [page.strong(f"{_side(one)}　对　{_side(other)}")]
    if answer["query"] and answer["evidence"]:
        lines += [*question(answer["query"], page), *evidence(answer["evidence"])]
    if answer["shared"]:
        lines += ["", page.strong("两边都有")]
    for pair in answer["shared"]:
        old, new = pair["a"], pair["b"]
        names = old["label"] if old["label"] == new["label"] else f"{old['label']} → {new['label']}"
        lines += page.block(f"{names}　{old['size']} 段对 {new['size']} 段，相近 {pair['similarity']:.2f}", 2)
    lines += _themes(answer["emerging"], f"只在{other['name']}", page)
    lines += _themes(answer["fading"], f"只在{one['name']}", page)
    if answer["pairs"]:
        shown = answer["pairs"][:_PAIRS]
        more = f"（共 {len(answer['pairs'])} 对，这里是最相近的 {len(shown)} 对）"
        lines += ["", page.strong("逐条对照") + page.quiet(more if len(answer["pairs"]) > _PAIRS else "")]
        for match in shown:
            lines += ["", *page.block(diff_text(match["diff"]), 2), *source(match["b"], page, 2)]
    for name, more_there in ((other["name"], True), (one["name"], False)):
        words = [word for word in answer["keywords"] if (word["effect"] > 0) is more_there][:_WORDS]
        if words:
            counted = "、".join(f"{word['term']}（{word['a_count']}→{word['b_count']}）" for word in words)
            lines += ["", *page.block(f"{name}用得多的词：{counted}")]
    slogans = len(answer["boilerplate"]["a"]) + len(answer["boilerplate"]["b"])
    if slogans:
        lines += ["", page.quiet(f"另有 {slogans} 段是指导思想和号召，不算主题")]
    return finished(lines, answer["warnings"], page)


def _side(side: schemas.Side) -> str:
    return f"{side['name']}（{side['documents']} 份、{side['passages']} 段）"


def _themes(themes: Sequence[schemas.Theme], title: str, page: Page) -> list[str]:
    lines = ["", page.strong(title)] if themes else []
    for theme in themes:
        lines += ["", f"  {theme['label']}" + page.quiet(f"　{theme['size']} 段")]
        for sentence in theme["summary"][:1]:
            lines += quotation(sentence, page, 4)[1:]
    return lines
