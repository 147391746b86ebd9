"""``make bench``: 策鉴 beside what a user would pick instead, on the same data, model and machine.

Every speed is a ratio of two measurements of one run; absolute figures are shown for orientation.  The sample plans
go in, then the 52 reports where they are beside the checkout, in which both sides are then asked.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from api.library import Library
from api.settings import Settings
from bench.ask import compare_asking
from bench.ingest import SAMPLE, compare_ingest, sample_rounds, texts_of
from bench.limit import compare_limit
from bench.others import Others
from bench.peers import ABSENT, ROOT, SearchPeers
from bench.start import compare_starts
from bench.table import lines
from bench.themes import compare_themes
from nlp.bundled_encoder import BundledEncoder

REPORTS = ROOT.parent / "shared" / "data" / "government-work-reports.jsonl"


def main() -> None:
    """Run all measurements, each shown as soon as it is there, and print the table."""
    print(f"机器：{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}")
    others = Others()
    settings = Settings.from_environ(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(replace(settings, data=Path(folder, "sample")))
        encoder = library.parts.encoder
        assert isinstance(encoder, BundledEncoder)
        _show(compare_limit(encoder, texts_of([SAMPLE])))
        with SearchPeers(encoder.path) as peers:
            if "txtai" not in peers.names:
                _show([("txtai", ABSENT)])
            ratios = compare_ingest("示例计划", library, sample_rounds(), peers)
            asked = library.beside(Path(folder, "asked"))
            name, source = ("52 份报告", REPORTS) if REPORTS.exists() else ("示例计划，不分批", SAMPLE)
            ratios += compare_ingest(name, asked, [[source]], peers)
            found, rows = compare_asking(asked, peers)
        ratios += found
        _show(rows)
        if REPORTS.exists():
            found, rows = compare_themes(asked)
            ratios += found
            _show([*rows, *compare_starts(asked.settings.data)])
        else:
            _show([("主题、启动", "没有测：检出目录旁没有 shared/data 的报告")])
    print("", *lines(ratios), sep="\n")
    if said := others.line():
        _show([said])


def _show(rows: Sequence[tuple[str, str]]) -> None:
    for name, value in rows:
        print(f"{name}　{value}", flush=True)


if __name__ == "__main__":
    main()
