"""What is shown before the first plan is in?  The sample library, which never mixes with the user's own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import apsw

import corpus
from api.errors import expected
from api.ingest import Outcome
from api.library import Library
from api.reading_ahead import read_beside
from corpus.errors import CejianError
from index.milvus import VectorsError

PLANS = Path(corpus.__file__).parent / "sample" / "plans"
FOLDER = "sample"
"""The sample library's folder, in the data folder; that of a read-only service stands in the cache."""
AGAIN_SECONDS = 2.0
"""How long after a vector server was away it is tried again."""
BANNER = "资料库还没有计划，现在显示的是示例"


def open_sample(
    library: Library,
    tell: Callable[[Outcome], None] = lambda outcome: None,
    begin: Callable[[int, int], None] = lambda done, files: None,
) -> Library:
    """The sample library beside the user's, filled from the shipped plans where it is not yet.

    It is derived: made with another model it is rebuilt, and a plan that is no longer shipped goes.
    """
    settings = library.settings
    sample = library.beside((settings.cache if settings.read_only else settings.data) / FOLDER)
    stamps = sample.parts.store.stamps
    if stamps is not None and stamps.differences(sample.parts.preparer.stamps):
        sample.rebuild()
    report = sample.ingest([PLANS], tell, begin, sample=True)
    shipped = {outcome.document_id for outcome in report.outcomes}
    for document in sample.documents()["documents"]:
        if document["id"] not in shipped:
            sample.remove(document["id"])
    return sample


class Shelf:
    """The user's library and, as long as that is empty, the sample library; one of them answers."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.sample: Library | None = None
        self.problem: str | None = None
        """Why the first question would fail, for ``/readyz``."""
        self.ready = threading.Event()
        self.warming = threading.Thread(target=self.warm, name="cejian-warm", daemon=True)
        """To be started once: loads everything beside the first requests."""

    def answering(self) -> tuple[Library, list[str]]:
        """Who answers now, and what every answer has to say about that.

        The user's library answers from its first document on.
        """
        if self.sample is not None and self.library.empty:
            return self.sample, [BANNER]
        return self.library, []

    @property
    def hindrance(self) -> str | None:
        """Why a question asked now would fail; None when it would be answered."""
        if not self.ready.is_set():
            return self.problem or "正在装入模型和资料"
        try:
            self.answering()[0].check()
        except (CejianError, apsw.Error, OSError) as error:
            return str(expected(error) or error)
        return None

    def warm(self) -> None:
        """Load what questions need, and the sample library where there is nothing else to show.

        A vector server that is away is waited for; words are searched meanwhile.
        """
        while not self._warmed():
            time.sleep(AGAIN_SECONDS)

    def _warmed(self) -> bool:
        """Whether there is nothing more to try."""
        try:
            self.library.warm()
            if self.library.empty:
                self.sample = open_sample(self.library)
                self.sample.warm()
        except VectorsError as error:
            self.problem = str(error)
            return False
        except CejianError as error:
            self.problem = str(error)
        except Exception as error:
            logging.getLogger(__name__).exception("warming up failed")
            self.problem = f"启动时出错（{type(error).__name__}），详见日志"
        else:
            self.ready.set()
            read_beside(self.answering()[0].parts)
            if not self.library.settings.read_only:
                self.answering()[0].prepare_precedents_beside()
        return True
