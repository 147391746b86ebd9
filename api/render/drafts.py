"""How do a draft's precedents and a plan's lineage look in a terminal?"""

from __future__ import annotations

from api import schemas
from api.render.pieces import finished, source
from api.terminal import Page
from nlp.changes import ADDED, EDITED, NEW, OLD, VERBATIM

KEPT, FRESH = 0.3, 0.7
"""Novelty up to which a piece of a draft was carried over, and from which it is new."""
STATUSES = {VERBATIM: "沿用", EDITED: "改写", ADDED: "新提", "dropped": "未再提出"}
_MARKS = {OLD: ("[-", "-]"), NEW: ("[+", "+]")}


def precedents(answer: schemas.PrecedentsAnswer, page: Page) -> str:
    """Each piece of the draft with its verdict, its figures that differ and its best precedents."""
    segments = answer["segments"]
    verdicts = [verdict(segment["novelty"]) for segment in segments]
    counts = [f"{name}{verdicts.count(name)}" for name in ("沿用", "改写", "新提") if name in verdicts]
    conflicts = sum(len(segment["conflicts"]) for segment in segments)
    lines = [
        page.strong(
            f"{len(segments)}条：" + " ".join(counts) + (f" / 数字不一致{conflicts}" if conflicts else "")
        )
    ]
    for number, (segment, said) in enumerate(zip(segments, verdicts, strict=True), 1):
        since = f"，{segment['said_since']}年已有" if segment["said_since"] else ""
        lines += ["", page.strong(f"{number} {said}（新颖度 {segment['novelty']:.2f}{since}）")]
        lines += page.block(segment["text"], 2)
        for conflict in segment["conflicts"]:
            year = f"{conflict['year']}年" if conflict["year"] else "先例"
            lines += page.block(f"数字不一致：草稿“{conflict['draft']}”，{year}“{conflict['past']}”", 2, "! ")
        if said == "新提":
            lines.append("  " + page.quiet("库内未见相近表述" if not segment["precedents"] else "最相近的："))
        for precedent in segment["precedents"][: 1 if said == "新提" else None]:
            lines += ["", *page.block(shown(precedent["diff"], precedent["text"], precedent["likeness"]), 4)]
            lines += source(precedent, page, 4)
    return finished(lines, answer["warnings"], page)


def lineage(answer: schemas.LineageAnswer, page: Page) -> str:
    """Which plan it is held against, then what became of each item."""
    previous, counts = answer["previous"], answer["counts"]
    lines = [page.strong(answer["document"]["title"])]
    if previous:
        lines.append(f"对照《{previous['title']}》（{previous['year']}）")
        lines.append(
            " ".join(f"{name}{counts[status]}" for status, name in STATUSES.items() if counts[status])
        )
    for item in answer["items"]:
        place = item["passage"]["item"] or ""
        text = diff_text(item["diff"]) if item["status"] == EDITED else item["passage"]["text"]
        lines += ["", *page.block(f"{place} {text}".strip(), 6, f"{STATUSES[item['status']]}  ")]
    for passage in answer["dropped"]:
        lines += ["", *page.block(passage["text"], 10, f"{STATUSES['dropped']}  ")]
    return finished(lines, answer["warnings"], page)


def verdict(novelty: float) -> str:
    """``沿用``, ``改写`` or ``新提``.

    >>> verdict(0.0), verdict(0.5), verdict(0.9)
    ('沿用', '改写', '新提')
    """
    return "沿用" if novelty <= KEPT else "新提" if novelty >= FRESH else "改写"


def shown(diff: schemas.Diff, text: str, likeness: float) -> str:
    """The changes where the wording is shared; the passage itself where it is only near in meaning."""
    return diff_text(diff) if likeness >= FRESH else text


def diff_text(diff: schemas.Diff) -> str:
    """``达到[-93.5%-][+94%+]``

    >>> diff_text([["=", "达到"], ["-", "93.5%"], ["+", "94%"]])
    '达到[-93.5%-][+94%+]'
    """
    return "".join(text.join(_MARKS.get(op, ("", ""))) for op, text in diff)
