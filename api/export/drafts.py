"""What stands in the file of a draft's precedents, or of a plan's lineage?"""

from __future__ import annotations

from api import schemas
from api.export.compare import runs
from api.export.held import Held
from api.export.report import (
    SOURCE_COLUMNS,
    Body,
    Cell,
    Quote,
    Section,
    Table,
    quote_table,
    source_cells,
)
from api.render.drafts import FRESH, STATUSES, verdict
from nlp.changes import EDITED


def precedents(answer: schemas.PrecedentsAnswer, held: Held) -> Body:
    """Each piece of the draft with its verdict, its figures that differ, and its precedents."""
    segments = list(enumerate(answer["segments"], 1))
    verdicts = [verdict(segment["novelty"]) for _, segment in segments]
    counts = "，".join(f"{name}{verdicts.count(name)}条" for name in ("沿用", "改写", "新提"))
    differing = sum(len(segment["conflicts"]) for _, segment in segments)
    return Body(
        "草稿的先例",
        (
            ("条数", f"草稿{len(segments)}条：{counts}"),
            ("数字不一致", f"{differing}处（请人核对，不一定是错）"),
        ),
        tuple(_segment(number, segment, held) for number, segment in segments),
        quote_table(
            "先例",
            ("草稿第几条", "草稿", "得分", "相像", "改动（从先例到草稿）"),
            [
                (
                    Quote(one["text"], held.source(one)),
                    (number, segment["text"], one["score"], one["likeness"], runs(one["diff"])),
                )
                for number, segment in segments
                for one in segment["precedents"]
            ],
        ),
        (
            Table(
                "草稿逐条",
                ("第几条", "标题", "条目", "草稿", "判断", "新颖度", "哪年已有", "先例数", "数字不一致"),
                tuple(_segment_row(number, segment) for number, segment in segments),
            ),
            Table(
                "数字不一致",
                ("草稿第几条", "指标", "草稿", "先例", *SOURCE_COLUMNS, "段落编号"),
                tuple(
                    (
                        number,
                        one["indicator"],
                        one["draft"],
                        one["past"],
                        *_where(one, held),
                        one["passage_id"],
                    )
                    for number, segment in segments
                    for one in segment["conflicts"]
                ),
            ),
        ),
    )


def _segment(number: int, segment: schemas.Segment, held: Held) -> Section:
    """The diff is shown where the wording is shared; a passage near in meaning only is shown itself."""
    since = f"，{segment['said_since']}年已有" if segment["said_since"] else ""
    blocks: list[str | Quote | Table] = [
        f"草稿：{segment['text']}",
        f"{verdict(segment['novelty'])}（新颖度 {segment['novelty']:.2f}{since}）",
    ]
    for one in segment["conflicts"]:
        year = f"{one['year']}年" if one["year"] else "先例"
        blocks.append(f"数字不一致：草稿“{one['draft']}”，{year}“{one['past']}”")
    if not segment["precedents"]:
        blocks.append("库内未见相近表述。")
    for precedent in segment["precedents"]:
        alike = precedent["likeness"] >= FRESH
        note = f"相像 {precedent['likeness']:.2f}" + ("；删去的是先例的字句，加上的是草稿的" if alike else "")
        diff = runs(precedent["diff"]) if alike else None
        blocks.append(Quote(precedent["text"], held.source(precedent), note, diff))
    return Section(f"第{number}条", tuple(blocks))


def _segment_row(number: int, segment: schemas.Segment) -> tuple[Cell, ...]:
    return (
        number,
        " · ".join(segment["heading_path"]) or None,
        segment["item"],
        segment["text"],
        verdict(segment["novelty"]),
        segment["novelty"],
        segment["said_since"],
        len(segment["precedents"]),
        len(segment["conflicts"]),
    )


def _where(conflict: schemas.Conflict, held: Held) -> tuple[Cell, ...]:
    passage = held.passages.get(conflict["passage_id"])
    return source_cells(held.source(passage) if passage else None)


def lineage(answer: schemas.LineageAnswer, held: Held) -> Body:
    """Each item with what became of it, then what was not taken over."""
    previous, counts = answer["previous"], answer["counts"]
    said = "，".join(f"{name}{counts[status]}条" for status, name in STATUSES.items())
    sections = []
    for status, name in STATUSES.items():
        quotes = [_item(item, held) for item in answer["items"] if item["status"] == status]
        if status not in {item["status"] for item in answer["items"]}:
            quotes = (
                [Quote(one["text"], held.source(one)) for one in answer["dropped"]]
                if status == "dropped"
                else []
            )
        if quotes:
            sections.append(Section(f"{name}（{len(quotes)}条）", tuple(quotes)))
    return Body(
        f"与上一份比：{answer['document']['title']}",
        (
            ("对照", f"《{previous['title']}》（{previous['year']}年）" if previous else "库中没有上一份"),
            ("条数", f"这份{len(answer['items'])}条：{said}"),
        ),
        tuple(sections),
        Table(
            "逐条",
            (
                "变化",
                *SOURCE_COLUMNS,
                "原文",
                *(f"上一份 {one}" for one in SOURCE_COLUMNS),
                "上一份 原文",
                "改动",
            ),
            tuple(_rows(answer, held)),
        ),
    )


def _item(item: schemas.LineageItem, held: Held) -> Quote:
    passage, before = item["passage"], item["previous"]
    edited = item["status"] == EDITED and before is not None
    return Quote(
        passage["text"],
        held.source(passage),
        "",
        runs(item["diff"]) if edited else None,
        held.source(before) if before is not None else None,
    )


def _rows(answer: schemas.LineageAnswer, held: Held) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for item in answer["items"]:
        passage, before = item["passage"], item["previous"]
        rows.append(
            (
                STATUSES[item["status"]],
                *source_cells(held.source(passage)),
                passage["text"],
                *source_cells(held.source(before) if before else None),
                before["text"] if before else None,
                runs(item["diff"]) if item["status"] == EDITED else None,
            )
        )
    for one in answer["dropped"]:
        rows.append(
            (
                STATUSES["dropped"],
                *source_cells(None),
                None,
                *source_cells(held.source(one)),
                one["text"],
                None,
            )
        )
    return rows
