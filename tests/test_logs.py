"""What a log line says, and what it never says."""

from __future__ import annotations

import json
import logging
import threading
from contextvars import copy_context
from pathlib import Path

import pytest

from api.logs import AUDIT, AUDIT_FILE, REQUEST_ID, JsonLines, fields, keep_audit


def line(record: logging.LogRecord) -> dict[str, object]:
    text = JsonLines().format(record)
    assert "\n" not in text
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("cejian.x", logging.WARNING, "x.py", 1, message, arguments, None)
    made.__dict__.update(more)
    return made


def test_chinese_is_readable_and_a_line_is_one_line() -> None:
    text = JsonLines().format(record("资料库 %s\n打不开", "临澄"))
    assert "资料库 临澄" in text
    assert line(record("甲\n乙\u2028丙"))["message"] == "甲\n乙\u2028丙"


def test_a_lone_surrogate_costs_no_line() -> None:
    assert "\\ud800" in JsonLines().format(record("名字 \ud800"))


def test_figures_stand_in_fields_of_their_own() -> None:
    found = line(record("request", **fields(status=200, ms=1.5)))
    assert (found["status"], found["ms"], found["level"]) == (200, 1.5, "warning")


def test_an_exception_is_in_its_line() -> None:
    try:
        raise RuntimeError("defect")
    except RuntimeError as error:
        made = record("failed")
        made.exc_info = (type(error), error, error.__traceback__)
    assert "RuntimeError: defect" in str(line(made)["exception"])


def test_the_request_is_known_in_the_thread_that_works_on_it() -> None:
    found: list[dict[str, object]] = []
    token = REQUEST_ID.set("abc")
    context = copy_context()
    REQUEST_ID.reset(token)
    thread = threading.Thread(target=context.run, args=(lambda: found.append(line(record("x"))),))
    thread.start()
    thread.join()
    assert found[0]["request_id"] == "abc"
    assert "request_id" not in line(record("x"))


def test_the_audit_file_is_only_this_users_and_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(AUDIT, "handlers", [])
    caplog.set_level(logging.INFO, AUDIT.name)
    for number in range(2):  # as after a restart
        keep_audit(tmp_path)
        AUDIT.info("write", extra=fields(path=f"/{number}"))
        AUDIT.handlers.pop().close()
    path = tmp_path / AUDIT_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert [json.loads(one)["path"] for one in path.read_text(encoding="utf-8").splitlines()] == ["/0", "/1"]
