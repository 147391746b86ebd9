"""Is the source of a paraphrase found?  ``tests/relevance/paraphrases.json`` over the 52 reports, printed.

python -m tests.score_precedents FOLDER    # a library that holds the reports (CEJIAN_DATA otherwise)
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from api.library import Library
from api.settings import Settings
from corpus.folding import fold_key

CASES = Path(__file__).parent / "relevance" / "paraphrases.json"
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Case:
    """A draft, the rank of its source from 1 (0: not among the first ``SHOWN``), and its novelty."""

    draft: str
    rank: int
    novelty: float


def score(library: Library) -> list[Case]:
    """Every case: each draft is one sentence, and so one piece."""
    found = []
    for case in json.loads(CASES.read_text(encoding="utf-8")):
        (segment,) = library.precedents(case["draft"], SHOWN)["segments"]
        sources = [(one["title"], fold_key(one["quote"])) for one in (case["source"], *case.get("also", []))]
        rank = 0
        for place, passage in enumerate(segment["precedents"], 1):
            key = fold_key(passage["text"])
            if any(passage["title"] == title and holds(key, quote) for title, quote in sources):
                rank = place
                break
        found.append(Case(case["draft"], rank, segment["novelty"]))
    return found


def holds(key: str, quote: str) -> bool:
    """Whether a passage holds a quotation, or the half of it on its side of a cut."""
    half = len(quote) // 2
    return quote in key or key.endswith(quote[:half]) or key.startswith(quote[half:])


def within(cases: list[Case], most: int) -> float:
    """Share of the cases whose source is among the first ``most``."""
    return sum(0 < case.rank <= most for case in cases) / len(cases)


def main() -> None:
    settings = Settings.from_environ(os.environ)
    if len(sys.argv) > 1:
        settings = replace(settings, data=Path(sys.argv[1]))
    library = Library(settings)
    library.prepare_precedents()
    cases = score(library)
    for case in sorted(cases, key=lambda case: (case.rank or SHOWN + 1, case.draft)):
        print(f"{case.rank or '—':>3}  {case.novelty:.2f}  {case.draft}")
    for most in (1, 3, 10, SHOWN):
        print(f"前{most}条里有出处：{within(cases, most):.3f}")
    print(f"算改写或沿用（新颖度低于0.7）：{sum(case.novelty < 0.7 for case in cases) / len(cases):.3f}")


if __name__ == "__main__":
    main()
