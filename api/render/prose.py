"""How does written prose look in a terminal?  The text with its marks, then the quotations that they mean."""

from __future__ import annotations

from api import schemas
from api.render.pieces import evidence, finished, question, quotation
from api.terminal import Page


def prose(answer: schemas.ProseAnswer, page: Page) -> str:
    """The prose and the sources that it cites; all sources where nothing written could be kept."""
    lines = [*question(answer["query"], page), *evidence(answer["evidence"])]
    if answer["prose"]:
        text = "".join(sentence["text"] for sentence in answer["prose"])
        lines += [
            "",
            *page.block(text),
            page.quiet(f"（{answer['model']} 依据下列原文所写，逐句核实过出处）"),
        ]
    cited = {number for sentence in answer["prose"] for number in sentence["cites"]}
    for source in answer["sources"]:
        if answer["fallback"] or source["number"] in cited:
            number, *rest = quotation(source, page, 5)
            lines += [number, f"{'[' + str(source['number']) + ']':<5}" + rest[0].lstrip(), *rest[1:]]
    lines += [page.quiet(f"去掉一句：{why}") for why in answer["dropped"]]
    return finished(lines, answer["warnings"], page)
