"""What can LibreOffice make of this file?  A Word document, where LibreOffice is installed.

It runs within the limits of the reading process, in a profile folder of its own (two runs in one profile
lose a file), and dies with that process.  It 'converts' random bytes too: callers look at the magic first.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

SECONDS = 20.0
"""One file takes 2 to 4 seconds, the first start of a profile included; below ``Limits.seconds``."""
_RESTART = 81
"""What it returns when it has made its profile and wants to be started again."""
_PR_SET_PDEATHSIG = 1


def found() -> Path | None:
    """The program, or None; the launcher is passed over, since it would outlive us."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    if named is None:
        return None
    launcher = Path(named).resolve()
    program = launcher.with_name("soffice.bin")
    return program if program.exists() else launcher


def to_docx(data: bytes, extension: str) -> bytes | None:
    """``data`` as a Word document; None where LibreOffice is missing or gives nothing in time."""
    program = found()
    if program is None:
        return None
    with tempfile.TemporaryDirectory(prefix="cejian-office-") as folder:
        work = Path(folder)
        given, made = work / f"in.{extension}", work / "out" / "in.docx"
        given.write_bytes(data)
        command = [
            str(program), f"-env:UserInstallation=file://{work}/profile", "--headless", "--norestore",
            "--nolockcheck", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(made.parent), str(given),
        ]  # fmt: skip
        environment = {**os.environ, "HOME": folder, "TMPDIR": folder}
        for _ in range(2):
            try:
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                    timeout=SECONDS, env=environment, check=False, preexec_fn=_die_with_parent,
                )  # fmt: skip
            except (subprocess.TimeoutExpired, OSError):
                return None
            if done.returncode != _RESTART:
                break
        return made.read_bytes() if made.exists() else None


def _die_with_parent() -> None:
    """In the new process: killed when the reader is, whatever kills it (Linux)."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
