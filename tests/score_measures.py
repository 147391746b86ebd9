"""Scores target extraction: against the hand-labelled sentences and against what the sample plans are known to hold.

    python -m tests.score_measures          # dev and test part, and the sample plans

A measure is right when kind, operator, unit, low and high are equal and the indicators are the same
after folding, or one holds the other, or they share half of their character pairs (Dice).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.documents import build_documents
from corpus.folding import fold_key
from corpus.readers import read
from corpus.types import Document, RawDocument
from nlp.measures import Measure, find_measures

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "targets" / "labelled.json"
SAMPLE = ROOT / "corpus" / "sample"
SEED_YEAR = 2023
TOLERANCE = 0.005
OVERLAP = 0.5


@dataclass
class Score:
    """How many measures were right, found and wanted; of the right ones, how many deadlines."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    deadlines: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.wanted

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}  recall {self.recall:.3f}  ({self.right} right, {self.found} found, "
            f"{self.wanted} wanted; deadlines {self.deadlines / self.right:.3f})"
        )


def score(part: str, doc_type: str | None = None, strict: bool = False) -> Score:
    """Over the labelled sentences of one part; ``strict``: indicators have to share half of their pairs."""
    total = Score()
    for entry in json.loads(LABELLED.read_text(encoding="utf-8")):
        if entry["part"] != part or doc_type not in (None, entry["doc_type"]):
            continue
        year = re.search(r"\d{4}", entry["source"])
        kind = "报告" if entry["doc_type"] == "报告" else "工作要点"
        found = find_measures(entry["text"], kind, int(year[0]) if year else SEED_YEAR)
        total.found += len(found)
        total.wanted += len(entry["measures"])
        left = list(entry["measures"])
        for measure in found:
            label = next((label for label in left if same(measure, label, strict)), None)
            if label is not None:
                left.remove(label)
                total.right += 1
                total.deadlines += measure.deadline == label["deadline"]
    return total


def same(measure: Measure, label: dict[str, Any], strict: bool = False) -> bool:
    return (
        (measure.kind, measure.operator, measure.unit) == (label["kind"], label["operator"], label["unit"])
        and close(measure.low, label["low"])
        and close(measure.high, label["high"])
        and same_indicator(measure.indicator, label["indicator"], strict)
    )


def close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE * max(1, abs(other))


def same_indicator(one: str, other: str, strict: bool = False) -> bool:
    a, b = (re.sub(r"\W", "", fold_key(text)) for text in (one, other))
    if not strict and a and b and (a in b or b in a):
        return True
    first, second = ({text[at : at + 2] for at in range(len(text) - 1)} for text in (a, b))
    return 2 * len(first & second) >= OVERLAP * max(1, len(first) + len(second))


def sample_plans() -> Iterator[tuple[Document, list[dict[str, Any]]]]:
    """The sample plans, each with the targets that it is known to hold."""
    known = {}
    for path in sorted((SAMPLE / "truth").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            known[Path(entry["file"]).stem] = entry["targets"]
    for path in sorted((SAMPLE / "plans").iterdir()):
        for raw in read(path.read_bytes(), path.name, str(path)):
            assert isinstance(raw, RawDocument)
            for document in build_documents(raw):
                yield document, known[path.stem]


def measures_of(document: Document) -> list[tuple[str, Measure]]:
    """The measures of a document, each with the folded text of its passage."""
    year = None if document.year_conflict else document.year
    return [
        (fold_key(passage.text), measure)
        for passage in document.passages
        for measure in find_measures(passage.text, document.doc_type, year, passage.heading_path)
    ]


def sample_found(found: Sequence[tuple[str, Measure]], target: dict[str, Any]) -> bool:
    """Whether a known target was found where it stands, with its number and kind.

    Its wording is not compared: the tables name indicators as a reader would, not as the plan does.
    """
    quote, scale = fold_key(target["quote"]), 1.0
    unit = target["unit"] or ""
    for name, times in (("亿", 1e8), ("万", 1e4)):
        if unit.startswith(name):
            scale = times
    number = target["low"] if target["low"] is not None else target["high"]
    if not isinstance(number, int | float):
        return False
    for text, measure in found:
        if quote not in text or measure.kind != target["kind"]:
            continue
        value = measure.low if measure.low is not None else measure.high
        wholly = measure.operator in ("all", "most") and number in (0, 100)
        if wholly or (value is not None and close(value, number * scale)):
            return True
    return False


def sample_share() -> tuple[int, int]:
    """How many of the sample plans' known targets are found, and how many there are."""
    hits = total = 0
    for document, targets in sample_plans():
        found = measures_of(document)
        hits += sum(sample_found(found, target) for target in targets)
        total += len(targets)
    return hits, total


def main() -> int:
    for part in ("dev", "test"):
        print(f"{part:5}", score(part))
        for doc_type in ("报告", "计划"):
            print(f"  {doc_type}", score(part, doc_type))
        print("  strict indicators", score(part, strict=True))
    hits, total = sample_share()
    print(f"sample plans: {hits} of {total} known targets ({hits / total:.3f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
