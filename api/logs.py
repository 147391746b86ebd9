"""How does a log line look?  One JSON object a line, Chinese as it is, with the id of the request.

What happened stands in ``message``; its figures, if any, in fields of their own.  Neither questions nor
texts nor tokens are ever handed to a logger.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is worked on in this task or thread."""
AUDIT = logging.getLogger("cejian.audit")
"""Who changed what: see ``api.audit``."""
AUDIT_FILE = "audit.log"


def fields(**given: Any) -> dict[str, Any]:
    """What a log call takes as ``extra`` for fields of their own: ``LOG.info("…", extra=fields(ms=3))``."""
    return {"fields": given}


class JsonLines(logging.Formatter):
    """Formats records as JSON lines.

    >>> record = logging.LogRecord("cejian", logging.INFO, "x", 1, "收录 %d 份", (3,), None)
    >>> JsonLines().format(record).partition(", ")[2]
    '"level": "info", "logger": "cejian", "message": "收录 3 份"}'
    """

    def format(self, record: logging.LogRecord) -> str:
        """See ``logging.Formatter.format``."""
        line: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := REQUEST_ID.get():
            line["request_id"] = request_id
        line.update(getattr(record, "fields", {}))
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        text = json.dumps(line, ensure_ascii=False, default=str)
        return text.encode("utf-8", "backslashreplace").decode("utf-8")


def log_to_stderr() -> None:
    """Everything that is worth a line goes to standard error, for whoever runs the service to keep."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[stream])
    logging.getLogger("cejian").setLevel(logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


def keep_audit(folder: Path) -> None:
    """The audit log also stands in a file of the data folder, which only this user can read."""
    path = folder / AUDIT_FILE
    path.touch(mode=0o600)
    file = logging.FileHandler(path, encoding="utf-8")
    file.setFormatter(JsonLines())
    AUDIT.addHandler(file)
