"""``make bench``: 策鉴 beside what a user would pick instead, on the same data, model and machine.

Every speed is a ratio of two measurements of one run; absolute figures are shown for orientation.
"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path

from bench.ask import compare_asking
from bench.ingest import compare_ingest
from bench.start import compare_starts
from bench.themes import compare_themes, reports_library


def main() -> None:
    """Run all measurements and print the table."""
    print(f"机器：{platform.machine()}，Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        rows = compare_ingest(Path(folder))
        reports = reports_library(Path(folder, "reports"))
        rows += (
            [*compare_asking(reports), *compare_themes(reports), *compare_starts(reports.settings.data)]
            if reports
            else [("提问、主题、启动", "没有测：检出目录旁没有 shared/data 的报告")]
        )
    for name, value in rows:
        print(f"{name:<44} {value}")


if __name__ == "__main__":
    main()
