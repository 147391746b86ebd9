"""Does every format give the text that was typed?  Prints the figures; ``score_formats`` says what they mean."""

from __future__ import annotations

import pytest
from score_formats import MADE, scores


@pytest.mark.slow
def test_files_of_other_programs_come_out_as_they_were_typed(capsys: pytest.CaptureFixture[str]) -> None:
    found = dict(scores())
    with capsys.disabled():
        for name, figures in found.items():
            print(
                f"\n{name:18} characters {figures.characters:.4f} invented {figures.invented:.4f} "
                f"numbers {figures.numbers:.3f} rows {figures.rows:.3f}",
                end="",
            )
    assert len(found) == len(MADE) + 8
    assert {name for name, s in found.items() if s.characters < 0.99} == set()
    assert {name for name, s in found.items() if s.invented > 0} == set()
    assert {name for name, s in found.items() if s.numbers < 1 or s.rows < 1} == set()
