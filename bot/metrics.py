"""What is counted and measured, as Prometheus reads it; no label names a person (docs/operating).

Counters and times are of this process; what stands in the store is read at a scrape, the same from
every process.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from handlers.ingest import Outcome
from storage.figures import Figures

CONTENT_TYPE = CONTENT_TYPE_LATEST
#: From a single deal on SQLite to a group that waits for PostgreSQL.
_COMMIT_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """All metrics of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.sends = self._counter(
            "foothold_notice_sends", "Attempts to send a notice.", "channel", "outcome"
        )
        self.events = self._counter(
            "foothold_events", "Events taken in by webhook, by what became of them.", "outcome"
        )
        for outcome in Outcome:  # a rate needs the 0 before the first
            self.events.labels(outcome.value)
        self.requests = self._counter(
            "foothold_http_requests", "Answers over HTTP.", "route", "status"
        )
        self.interactions = self._counter(
            "foothold_interactions", "What people typed or pressed.", "route", "outcome"
        )
        self.withheld = self._counter(
            "foothold_withheld",
            "Messages of which a chat got a neutral line, because it may not carry them.",
            "channel",
            "what",
        )
        self.commits = Histogram(
            "foothold_ingest_commit_seconds",
            "Time of a group commit of events, from the first statement to the commit.",
            buckets=_COMMIT_SECONDS,
            registry=self._registry,
        )
        build = Gauge(
            "foothold_build_info",
            "The release that runs; always 1.",
            ["version", "python"],
            registry=self._registry,
        )
        build.labels(version("foothold-bot"), platform.python_version()).set(1)
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._stored = _Stored()
        self._registry.register(self._stored)

    def watch(self, seconds: Callable[[], Mapping[str, float]]) -> None:
        """Report how long each loop of this process has been at its present step."""
        self._registry.register(_Steps(seconds))

    def page(self, figures: Figures | None) -> bytes:
        """Give all of it as text; without `figures` where the store does not answer."""
        self._stored.figures = figures
        return generate_latest(self._registry)

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(name, said, labels, registry=self._registry)


class _Steps(Collector):
    def __init__(self, seconds: Callable[[], Mapping[str, float]]) -> None:
        self._seconds = seconds

    def collect(self) -> Iterable[Metric]:
        steps = GaugeMetricFamily(
            "foothold_loop_step_seconds",
            "How long a loop of this process has been at its present step; 0 while it waits.",
            labels=["loop"],
        )
        for name, seconds in self._seconds().items():
            steps.add_metric([name], seconds)
        yield steps


class _Stored(Collector):
    """What the store says; nothing where it does not answer, for an old figure would mislead."""

    def __init__(self) -> None:
        self.figures: Figures | None = None

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "foothold_store_up",
            "Whether the store answered this scrape.",
            value=0 if self.figures is None else 1,
        )
        if self.figures is not None:
            yield from _figures(self.figures)


def _figures(figures: Figures) -> Iterable[Metric]:
    notices = GaugeMetricFamily(
        "foothold_notices",
        "Notices on their way or without a known end, counted up to 10000 of a state.",
        labels=["state", "kind"],
    )
    for (state, kind), count in figures.notices.items():
        notices.add_metric([state, kind], count)
    events = GaugeMetricFamily(
        "foothold_inbox_events",
        "Events that wait for something or were refused, counted up to 10000 of a state.",
        labels=["state"],
    )
    for state, count in figures.events.items():
        events.add_metric([state], count)
    yield notices
    yield events
    yield GaugeMetricFamily(
        "foothold_notice_oldest_due_seconds",
        "How long the oldest due notice has been due; 0 where none is.",
        value=figures.oldest_due_seconds,
    )
    yield from _runs(figures)


def _runs(figures: Figures) -> Iterable[Metric]:
    runs = GaugeMetricFamily(
        "foothold_job_runs",
        "Runs of scheduled jobs, done ones as far as they are kept.",
        labels=["job", "state"],
    )
    for (job, state), count in figures.runs.items():
        runs.add_metric([job, state], count)
    lags = GaugeMetricFamily(
        "foothold_job_lag_seconds",
        "How long the oldest unfinished slot of a job has been due.",
        labels=["job"],
    )
    for job, seconds in figures.lags.items():
        lags.add_metric([job], seconds)
    done = GaugeMetricFamily(
        "foothold_job_done_slot_timestamp_seconds",
        "The newest slot of a job that was done.",
        labels=["job"],
    )
    for job, slot in figures.done.items():
        done.add_metric([job], slot.timestamp())
    yield from (runs, lags, done)
