"""What stands in the file of citations, or of duties?"""

from __future__ import annotations

import re
from hashlib import sha256

from api import schemas
from api.export.held import Held
from api.export.report import Body, Entry, Quote, Section, Table, quote_table
from api.render.citations import ROLES, deadline_text

_YEAR = re.compile(r"[〔\[（(]((?:19|20)\d\d)[〕\]）)]")
"""The year in a number: 教发〔2023〕5号."""


def citations(answer: schemas.CitationsAnswer, held: Held) -> Body:
    """The cited documents with their years, and the passages that cite the one asked for."""
    cited = Table(
        "被引文件",
        ("题名", "文号", "类别", "引用次数", "引用的文件数", "最早", "最近", "各年次数", "库内编号"),
        tuple(
            (
                one["title"],
                one["number"],
                "文件" if one["kind"] == "document" else "书刊等",
                one["count"],
                one["documents"],
                one["first_year"],
                one["last_year"],
                "、".join(f"{year}年{count}" for year, count in sorted(one["years"].items())),
                one["document_id"],
            )
            for one in answer["cited"]
        ),
    )
    quotes = [(Quote(one["text"], held.source(one)), one) for one in answer["passages"]]
    passages = quote_table(
        "引用处",
        ("引用",),
        [(quote, ("、".join(_cite(c) for c in one["citations"]),)) for quote, one in quotes],
    )
    shown = len(quotes) if answer["title"] else len(answer["cited"])
    unit = "段" if answer["title"] else "种"
    sections = [Section("被引文件", (cited,))]
    if quotes:
        sections.append(Section("引用处", tuple(quote for quote, _ in quotes)))
    return Body(
        f"引用：{answer['title']}" if answer["title"] else "计划引用的文件",
        (("数目", f"共{answer['total']}{unit}，这里是{shown}{unit}"),),
        tuple(sections),
        passages if answer["title"] else cited,
        (cited,) if answer["title"] else (),
        None if answer["title"] else _entries(answer, held),
    )


def _entries(answer: schemas.CitationsAnswer, held: Held) -> tuple[Entry, ...]:
    """The cited documents: as the library knows them, or by the title and number that plans give."""
    known = {entry.id: entry for entry in held.entries()}
    entries = []
    for one in answer["cited"]:
        title, number = one["title"] or one["number"] or "", one["number"]
        dated = _YEAR.search(number or "")
        key = sha256(f"{title}\n{number}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        unheld = Entry(key, title, None, int(dated[1]) if dated else None, False, "其他", number)
        entries.append(known.get(one["document_id"] or "", unheld))
    return tuple(entries)


def _cite(cite: schemas.Cite) -> str:
    return (f"《{cite['title']}》" if cite["title"] else "") + (cite["number"] or "") or cite["text"]


def duties(answer: schemas.DutiesAnswer, held: Held) -> Body:
    """Units with their items, and each item with who does it by when."""
    units = Table(
        "单位",
        ("单位", "项数", "牵头", "配合", "各年项数"),
        tuple(
            (
                unit["unit"],
                unit["items"],
                unit["lead"],
                unit["support"],
                "、".join(f"{year}年{count}" for year, count in sorted(unit["years"].items())),
            )
            for unit in answer["units"]
        ),
    )
    rows = []
    for duty in answer["duties"]:
        who = "、".join(f"{unit['name']}（{ROLES[unit['role']]}）" for unit in duty["units"])
        when = "、".join(map(deadline_text, duty["deadlines"]))
        note = "；".join(part for part in (who, f"时限：{when}" if when else "") if part)
        rows.append((Quote(duty["text"], held.source(duty), note), (who, when, duty["named_in"])))
    about = "　".join(part for part in (answer["query"], answer["unit"] or "") if part)
    return Body(
        f"谁负责：{about or '全部'}",
        (("项数", f"共{answer['total']}项，这里是{len(rows)}项"), ("单位数", f"{len(answer['units'])}个")),
        (Section("单位", (units,)), Section("事项", tuple(quote for quote, _ in rows))),
        quote_table("事项", ("单位", "时限", "写明单位的标题"), rows),
        (units,),
    )
