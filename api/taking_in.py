"""What do ``ingest`` and ``watch`` do?  Plans taken in from the command line, once or as they come."""

from __future__ import annotations

import csv
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from api import render, schemas
from api.answers import document_json
from api.checks import BadRequest
from api.errors import OK, SOME_REFUSED
from api.export.csv_file import BOM
from api.export.texts import encodable, guarded
from api.ingest import Outcome
from api.library import Library
from api.settings import Settings
from api.terminal import Bar, Page, print_json, visible
from api.watching import Watch

REFUSED_COLUMNS = ("文件", "代码", "原因")
LEAST_INTERVAL = 0.2
"""Seconds between two looks at a folder."""


def ingest(options: Namespace, settings: Settings) -> int:
    """Take in what the paths name; one line a refused file."""
    library = Library(settings)
    refused: list[Outcome] = []
    with _kept(options.refused, refused), Bar(options.json) as bar:

        def tell(outcome: Outcome) -> None:
            bar.tell(outcome)
            if outcome.status == "refused":
                refused.append(outcome)

        report = library.ingest(options.paths, tell, bar.begin, dry_run=options.dry_run, again=options.again)
    documents, passages = library.size
    answer: schemas.IngestAnswer = {
        "added": report.count("added") + report.count("would_add"),
        "updated": report.count("updated") + report.count("would_join"),
        "unchanged": report.count("unchanged"),
        "documents": documents,
        "passages": passages,
        "seconds": report.seconds,
        "refused": [
            {"name": one.name, "code": one.code or "", "reason": one.reason or ""} for one in report.refused
        ],
    }
    if options.dry_run:
        answer["read"] = [
            {**document_json(one.read), "status": one.status} for one in report.outcomes if one.read
        ]
    if options.json:
        print_json(answer)
        return SOME_REFUSED if refused else OK
    page = Page.of(sys.stdout)
    for document in answer.get("read", ()):
        print(visible(render.would_be(document, page)))
    counts = [
        f"{name} {report.count(status)} 份" for status, name in render.STATUS.items() if report.count(status)
    ]
    left_out = [f"没有收录 {len(refused)} 个"] if refused else []
    print("，".join([*counts, *left_out]) or "没有可收录的文件", f"（{report.seconds:.1f} 秒）", sep="")
    if refused and options.refused:
        print(f"没有收录的和原因在 {options.refused}")
    print(f"资料库 {settings.data} 现有 {documents} 份文件、{passages} 段")
    return SOME_REFUSED if refused else OK


@contextmanager
def _kept(file: str | None, refused: Sequence[Outcome]) -> Iterator[None]:
    """Leave the list of what was refused in a csv file, however the ingest ends."""
    try:
        yield
    finally:
        if file:
            with Path(file).open("w", encoding="utf-8", newline="") as out:
                out.write(BOM)
                table = csv.writer(out)
                table.writerow(REFUSED_COLUMNS)
                for one in refused:
                    cells = (one.name, one.code or "", one.reason or "")
                    table.writerow([guarded(encodable(cell)) for cell in cells])


def watch(options: Namespace, settings: Settings) -> int:
    """Take in what comes into a folder, until Ctrl-C or SIGTERM."""
    if not options.folder.is_dir():
        raise BadRequest(f"没有文件夹 {options.folder}；请先建立，或换一个", "bad_folder")
    if not options.interval >= LEAST_INTERVAL:
        raise BadRequest(f"--interval 应是不小于 {LEAST_INTERVAL} 的秒数", "bad_value")
    watching = Watch(Library(settings), options.folder, options.interval)
    signal.signal(signal.SIGTERM, _like_a_key)
    try:
        if not options.json:
            print(
                f"看着 {options.folder}，新的和改过的文件会收录进 {settings.data}；按 Ctrl-C 停止", flush=True
            )
        while True:
            watching.look(lambda outcome: _say(outcome, options.json))
            time.sleep(options.interval)
    except KeyboardInterrupt:
        if not options.json:
            print("已停止；已收录的都在")
        return OK


def _like_a_key(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(outcome: Outcome, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "name": outcome.name,
                "status": outcome.status,
                "document_id": outcome.document_id,
                "code": outcome.code,
                "reason": outcome.reason,
            }
        )
    elif outcome.status != "unchanged":
        what = render.STATUS.get(outcome.status, "没有收录")
        reason = f"：{outcome.reason}" if outcome.reason else ""
        print(visible(f"{time.strftime('%H:%M:%S')} {what} {outcome.name}{reason}"), flush=True)
