"""How do series of figures look in a terminal?"""

from __future__ import annotations

from api import schemas
from api.render.pieces import finished
from api.terminal import Page, padded

KINDS = {"target": "目标", "result": "成果", "baseline": "基数"}
CHANGES = {"new": "新提", "raised": "提高", "lowered": "降低", "repeated": "重申", "dropped": "未再提"}
MET = {True: "后报已达到", False: "后报未达到", None: "后有成果"}
_SIGNS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "≈": "约"}
_COLUMN = 22


def targets(answer: schemas.TargetsAnswer, page: Page) -> str:
    """Each series with one line a figure, and the last sentence that gives one."""
    lines = [f"共 {answer['total']} 个指标，这里是 {len(answer['series'])} 个："] if answer["total"] else []
    if not answer["total"]:
        lines.append("没有找到指标。")
    for series in answer["series"]:
        unit = f"（{series['unit']}）" if series["unit"] else ""
        growth = "　增减" if series["growth"] else ""
        issuer = series["issuer"] or "发文机关不明"
        lines += ["", page.strong(f"{series['indicator']}{unit}{growth}") + page.quiet(f"　{issuer}")]
        lines += [f"  {_line(point)}" for point in series["points"]]
        said = [point for point in series["points"] if point["text"] is not None]
        if said:
            lines += page.block(f"“{said[-1]['text']}”", 4)
            lines += [page.quiet(line) for line in page.block(f"—— 《{said[-1]['title']}》", 4)]
    return finished(lines, answer["warnings"], page)


def _line(point: schemas.TargetPoint) -> str:
    year = "年份不明" if point["year"] is None else f"{point['year']}{'?' if point['year_conflict'] else ' '}"
    if point["change"] == "dropped":
        return f"{year} {CHANGES['dropped']}"
    due = f"（{point['deadline']}年）" if point["deadline"] else ""
    change = CHANGES[point["change"]] if point["change"] else ""
    met = f"，{MET[point['met']]}" if point["met_by"] else ""
    figure = f"{KINDS[point['kind']]} {said_figure(point)}{due}"
    return f"{year} {padded(figure, _COLUMN)} {change}{met}".rstrip()


def said_figure(point: schemas.TargetPoint) -> str:
    """A figure as people write it: ``≥93.5``, ``10—12``, ``全部``, ``2倍``."""
    low, high, operator = point["low"], point["high"], point["operator"]
    if operator in ("all", "most"):
        return "全部" if operator == "all" else "基本"
    if operator == "range" and low is not None and high is not None:
        return f"{short(low)}—{short(high)}"
    value = low if low is not None else high
    number = "" if value is None else short(value)
    return number + "倍" if operator == "multiple" else _SIGNS.get(operator or "", "") + number


def short(value: float) -> str:
    """A number in 亿 or 万 where it is round enough to be said so.

    >>> short(210000000), short(15000), short(93.5), short(10)
    ('2.1亿', '1.5万', '93.5', '10')
    """
    for times, name in ((1e8, "亿"), (1e4, "万")):
        if abs(value) >= times:
            return f"{value / times:.10g}{name}"
    return f"{value:.10g}"
