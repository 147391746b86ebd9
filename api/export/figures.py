"""What stands in the file of targets over the years, or of the concepts in each document?"""

from __future__ import annotations

from api import schemas
from api.export.held import Held
from api.export.report import Body, Cell, Quote, Section, Table, quote_table
from api.render.pieces import STATES
from api.render.targets import CHANGES, KINDS, MET, said_figure
from index.verdicts import SILENT

_MOST_CONCEPTS = 10
"""Concepts of a row in a document for people: a table for Word holds 63 columns, the store has hundreds."""
_OPERATORS = {
    "=": "等于",
    ">=": "不低于",
    "<=": "不高于",
    ">": "高于",
    "<": "低于",
    "≈": "约",
    "range": "区间",
    "all": "全部",
    "most": "基本",
    "multiple": "倍数",
}
_ROWS = {None: "文件", "year": "年份", "issuer": "发文机关"}


def targets(answer: schemas.TargetsAnswer, held: Held) -> Body:
    """Each series with its figures over the years, and the sentence that gives each."""
    sections, rows = [], []
    for series in answer["series"]:
        name = f"{series['indicator']}（{series['unit']}）" if series["unit"] else series["indicator"]
        issuer = series["issuer"] or "发文机关不明"
        quotes = []
        for point in series["points"]:
            quote = Quote(point["text"] or "", held.point_source(point), _figure(point))
            cells = (
                issuer,
                series["indicator"],
                series["unit"] or None,
                "增减" if series["growth"] else None,
            )
            rows.append((quote, (*cells, *_point_cells(point))))
            if point["text"] is not None:
                quotes.append(quote)
        table = Table(
            f"{name}　{issuer}",
            ("年份", "类别", "数值", "期限", "变化", "后来"),
            tuple(_point_row(point) for point in series["points"]),
        )
        sections.append(Section(f"{name}　{issuer}", (table, *quotes)))
    return Body(
        f"指标：{answer['query'] or '全部'}",
        (("指标数", f"共{answer['total']}个，这里是{len(answer['series'])}个"),),
        tuple(sections) or (Section("没有找到指标"),),
        quote_table(
            "指标",
            ("机关", "指标", "单位", "增减", "类别", "关系", "下限", "上限", "数值", "期限", "变化", "后来"),
            rows,
        ),
    )


def _figure(point: schemas.TargetPoint) -> str:
    return (
        CHANGES["dropped"] if point["change"] == "dropped" else f"{KINDS[point['kind']]}{said_figure(point)}"
    )


def _later(point: schemas.TargetPoint) -> str | None:
    return MET[point["met"]] if point["met_by"] else None


def _point_cells(point: schemas.TargetPoint) -> tuple[Cell, ...]:
    change = CHANGES[point["change"]] if point["change"] else None
    if point["change"] == "dropped":
        return (None, None, None, None, None, None, change, None)
    figures = (
        _OPERATORS[point["operator"] or "="],
        point["low"],
        point["high"],
        said_figure(point),
        point["deadline"],
    )
    return (KINDS[point["kind"]], *figures, change, _later(point))


def _point_row(point: schemas.TargetPoint) -> tuple[Cell, ...]:
    change = CHANGES[point["change"]] if point["change"] else None
    doubt = "（存疑）" if point["year_conflict"] else ""
    year = "不明" if point["year"] is None else f"{point['year']}{doubt}"
    if point["change"] == "dropped":
        return (year, STATES[SILENT][1], None, None, change, None)
    return (year, KINDS[point["kind"]], said_figure(point), point["deadline"], change, _later(point))


def matrix(answer: schemas.MatrixAnswer, held: Held) -> Body:
    """Counts of every concept in every row; in a document for people the most mentioned of each."""
    by = answer["by"]
    lead = ("年份", "年份存疑", "发文机关", "文件", "文件编号") if by is None else (_ROWS[by],)
    rows: list[tuple[Cell, ...]] = []
    most: list[tuple[Cell, ...]] = []
    for row, counts in zip(answer["rows"], answer["counts"], strict=True):
        key = _key(row, by, held)
        rows.append((*key, row["documents"], row["passages"], *counts))
        ordered = sorted(zip(counts, answer["columns"], strict=True), key=lambda one: (-one[0], one[1]))
        named = "、".join(f"{name}{count}" for count, name in ordered[:_MOST_CONCEPTS] if count)
        most.append((*key[: len(key) - (by is None)], row["documents"], row["passages"], named))
    counted = Table("概念次数", (*lead, "文件数", "段数", *answer["columns"]), tuple(rows))
    short = Table(
        "各行提得最多的概念",
        (*lead[: len(lead) - (by is None)], "文件数", "段数", f"提得最多的（至多{_MOST_CONCEPTS}个）"),
        tuple(most),
    )
    return Body(
        f"{_ROWS[by]} × 概念",
        (
            ("行数", f"共{answer['total']}行，这里是{len(rows)}行"),
            ("列数", f"{len(answer['columns'])}个概念（一次也没有提到的不列）"),
        ),
        (Section("提得最多的概念", ("整张表请导出 csv 或 xlsx。", short)),),
        counted,
    )


def _key(row: schemas.MatrixRow, by: str | None, held: Held) -> tuple[Cell, ...]:
    if by is None:
        document = held.documents.get(row["key"] or "")
        doubt = "存疑" if document and document["year_conflict"] else None
        return (row["year"], doubt, row["issuer"], row["title"], row["key"])
    if row["key"] is None:
        return ("不明",)
    return (int(row["key"]) if by == "year" else row["key"],)
