"""What is counted?  The figures of ``/metrics``, in the Prometheus text format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from api.samples import Shelf

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Seconds: a search takes some 0.05, themes 0.3, an upload minutes."""


class Figures:
    """Requests by route, method and status since the start; with a shelf, the library's state when asked."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library does not type it
        self._registry = CollectorRegistry()
        labels = ("route", "method")
        self._requests = Counter(
            "cejian_requests", "Requests answered", (*labels, "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "cejian_request_seconds",
            "Time to the end of the answer",
            labels,
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._taken_in = Counter(
            "cejian_ingest_files",
            "Files and documents uploaded, by what became of them",
            ("status",),
            registry=self._registry,
        )
        self._ingest_seconds = Histogram(
            "cejian_ingest_seconds",
            "Time an upload took to be taken in",
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._waiting = Gauge(
            "cejian_questions_waiting", "Questions that wait for their turn", registry=self._registry
        )
        self._running = Gauge(
            "cejian_questions_running", "Questions that are worked on", registry=self._registry
        )
        if shelf is not None:
            self._registry.register(_State(shelf))

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route, method).observe(seconds)

    def note_upload(self, statuses: Mapping[str, int], seconds: float) -> None:
        """Count what became of an upload's documents."""
        for status, count in sorted(statuses.items()):
            self._taken_in.labels(status).inc(count)
        self._ingest_seconds.observe(seconds)

    def note_queue(self, waiting: int, running: int) -> None:
        """How many questions wait, and how many are worked on."""
        self._waiting.set(waiting)
        self._running.set(running)

    def text(self) -> bytes:
        """The Prometheus text format."""
        return generate_latest(self._registry)


class _State(Collector):
    """The library's state when the figures are asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See ``Collector.collect``."""
        library = self._shelf.library
        ready = self._shelf.hindrance is None  # first: it may make a newer generation seen
        generation, served = library.generation, library.served
        for name, about, value in (
            ("cejian_ready", "1 when every question can be answered", int(ready)),
            ("cejian_generation", "Changes of the library so far", generation),
            ("cejian_index_generation", "The generation that questions see", served.generation),
            (
                "cejian_index_lag",
                "Changes that questions do not see yet",
                max(0, generation - served.generation),
            ),
            (
                "cejian_index_tail_passages",
                "Passages newer than the vector snapshot, searched one by one",
                served.tail,
            ),
            ("cejian_documents", "Documents that questions see", served.documents),
            ("cejian_passages", "Passages that questions see", served.passages),
        ):
            yield GaugeMetricFamily(name, about, value=value)
