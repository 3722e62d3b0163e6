"""What a server counts of itself, in the text format that Prometheus reads."""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_LAG_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

Labels = tuple[tuple[str, str], ...]


class _Metric(Protocol):
    def lines(self) -> Iterable[str]:
        """Its help, its type and its samples."""
        ...


class Counter:
    """Grows; threads may count at once."""

    def __init__(self, name: str, help_: str) -> None:
        self._name, self._help = name, help_
        self._values: dict[Labels, int] = {}
        self._lock = threading.Lock()

    def count(self, number: int = 1, **labels: str) -> None:
        """So many more. Labels are our own words, never a stranger's."""
        key = tuple(labels.items())
        with self._lock:
            self._values[key] = self._values.get(key, 0) + number

    def lines(self) -> Iterable[str]:
        """Without labels it is there from the beginning."""
        with self._lock:
            values = dict(self._values)
        return _lines(self._name, self._help, "counter", values or {(): 0})


class Histogram:
    """How long something took, in seconds."""

    def __init__(self, name: str, help_: str, bounds: tuple[float, ...] = _LAG_SECONDS) -> None:
        self._name, self._help, self._bounds = name, help_, bounds
        self._buckets = [0] * (len(bounds) + 1)
        self._sum = 0.0
        self._lock = threading.Lock()

    def observe(self, seconds: float) -> None:
        """One more."""
        with self._lock:
            self._buckets[bisect_left(self._bounds, seconds)] += 1
            self._sum += seconds

    def lines(self) -> Iterable[str]:
        """Each bucket holds those below it, too, as the format has it."""
        with self._lock:
            buckets, total = list(self._buckets), self._sum
        yield from _head(self._name, self._help, "histogram")
        reached = 0
        for bound, number in zip((*map(str, self._bounds), "+Inf"), buckets, strict=True):
            reached += number
            yield f'{self._name}_bucket{{le="{bound}"}} {reached}'
        yield f"{self._name}_sum {total}"
        yield f"{self._name}_count {reached}"


class Metrics:
    """Of one server process, since it started."""

    def __init__(self) -> None:
        self.requests = Counter("safespot_requests_total", "Requests, by operation and status.")
        self.sends = Counter("safespot_sends_total", "Messages that were new.")
        self.events = Counter(
            "safespot_events_total", "Events to streams: handed over at once, or read from the log."
        )
        self.lag = Histogram(
            "safespot_lag_seconds", "Age of the oldest event that a stream read, up to the head."
        )
        self.writes = Histogram(
            "safespot_write_seconds", "From asking for a change to having told of it."
        )

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """Everything, with `gauges` as they are now: name, help and value."""
        metrics: Sequence[_Metric] = (self.requests, self.sends, self.events, self.lag, self.writes)
        lines = [line for metric in metrics for line in metric.lines()]
        for name, (help_, value) in gauges.items():
            lines += _lines(name, help_, "gauge", {(): value})
        return "\n".join(lines) + "\n"


def _head(name: str, help_: str, type_: str) -> Iterable[str]:
    yield f"# HELP {name} {help_}"
    yield f"# TYPE {name} {type_}"


def _lines(name: str, help_: str, type_: str, values: Mapping[Labels, float]) -> Iterable[str]:
    yield from _head(name, help_, type_)
    for labels, value in values.items():
        named = ",".join(f'{label}="{said}"' for label, said in labels)
        yield f"{name}{{{named}}} {value}" if named else f"{name} {value}"
