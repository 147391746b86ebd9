"""How do citations and duties look in a terminal?"""

from __future__ import annotations

from api import schemas
from api.render.pieces import finished, source, spans
from api.terminal import Page, padded

ROLES = {"lead": "牵头", "support": "配合"}
_UNITS = 15
"""Units listed above the items."""


def citations(answer: schemas.CitationsAnswer, page: Page) -> str:
    """Cited documents, one line each; below them the passages that cite the one asked for."""
    lines = []
    for cited in answer["cited"]:
        years = spans([int(year) for year in cited["years"]])
        named = (f"《{cited['title']}》" if cited["title"] else "") + (cited["number"] or "")
        figures = f"　{cited['documents']}份文件引用{cited['count']}次" + (f"，{years}" if years else "")
        lines += page.block(named + figures, 4, "  ")
    if answer["title"] is None:
        lines.insert(0, f"共引用 {answer['total']} 种，这里是 {len(answer['cited'])} 种：")
    elif answer["total"]:
        lines += ["", page.strong(f"引用它的共 {answer['total']} 段，这里是 {len(answer['passages'])} 段")]
    for passage in answer["passages"]:
        lines += ["", *page.block(f"“{passage['text']}”", 2), *source(passage, page, 2)]
    return finished(lines, answer["warnings"], page)


def duties(answer: schemas.DutiesAnswer, page: Page) -> str:
    """Units with how many items they lead and support, then the items with unit and deadline."""
    lines = []
    for unit in answer["units"][:_UNITS]:
        roles = "，".join(
            f"{name}{count}项"
            for name, count in ((ROLES["lead"], unit["lead"]), (ROLES["support"], unit["support"]))
            if count
        )
        lines.append(f"{padded(unit['unit'], 24)} {roles}　{page.quiet(spans(map(int, unit['years'])))}")
    if len(answer["units"]) > _UNITS:
        lines.append(f"等{len(answer['units'])}个单位")
    if answer["total"]:
        lines += ["", page.strong(f"共 {answer['total']} 项，这里是 {len(answer['duties'])} 项")]
    else:
        lines.append("没有找到写明责任单位或完成时限的事项。")
    for duty in answer["duties"]:
        lines += ["", *page.block(f"“{duty['text']}”", 2), *source(duty, page, 2)]
        who = [f"{ROLES[unit['role']]}：{unit['name']}" for unit in duty["units"]]
        when = [f"时限：{deadline_text(one)}" for one in duty["deadlines"]]
        lines += page.block("　".join([*who, *when]), 4)
    return finished(lines, answer["warnings"], page)


def deadline_text(deadline: schemas.DutyDeadline) -> str:
    """``年底前（2013年）``"""
    parts = [
        f"{value}{unit}"
        for value, unit in ((deadline["year"], "年"), (deadline["month"], "月"), (deadline["day"], "日"))
        if value
    ]
    return deadline["text"] + (f"（{''.join(parts)}）" if parts else "")
