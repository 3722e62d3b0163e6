"""One line of the table: what was measured, beside its floor, and what is promised of it."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple

MILLI = 1e3


class Figure(NamedTuple):
    """One measured value; `floor` is what the least program of the kind took in the same run.

    Ratios hold on any machine. What is promised as a value is meant for a quiet machine with two
    cores, and says so by being printed, not by failing.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    """The ratio to the floor that is promised."""
    at_most: float | None = None
    """The value that is promised not to be exceeded."""
    at_least: float | None = None
    """The value that is promised to be reached."""

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return None if self.floor is None else self.value / self.floor

    @property
    def is_kept(self) -> bool:
        """Whether all that is promised holds; true where nothing is promised."""
        return (
            (self.ratio is None or self.limit is None or self.ratio <= self.limit)
            and (self.at_most is None or self.value <= self.at_most)
            and (self.at_least is None or self.value >= self.at_least)
        )

    @property
    def promise(self) -> str:
        """What is promised, in signs."""
        parts: list[str] = []
        if self.limit is not None:
            parts.append(f"≤ {self.limit:g} ×")
        if self.at_most is not None:
            parts.append(f"≤ {self.at_most:,g} {self.unit}")
        if self.at_least is not None:
            parts.append(f"≥ {self.at_least:,g} {self.unit}")
        return ", ".join(parts) or "–"


def p99(samples: Sequence[float]) -> float:
    """The 99th percentile."""
    return quantiles(samples, n=100, method="inclusive")[98] if len(samples) > 1 else samples[0]


def middle(samples: Sequence[float]) -> float:
    """The median."""
    return median(samples)


def as_markdown(figures: Sequence[Figure]) -> str:
    """The table as the README shows it; what is not kept is marked."""
    lines = [
        "| measured | here | floor | ratio | promised |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for figure in figures:
        floor = "–" if figure.floor is None else f"{figure.floor:,.1f} {figure.unit}"
        ratio = "–" if figure.ratio is None else f"{figure.ratio:.2f}"
        missed = "" if figure.is_kept else " ✗"
        lines.append(
            f"| {figure.name} | {figure.value:,.1f} {figure.unit} | {floor} | {ratio} "
            f"| {figure.promise}{missed} |"
        )
    return "\n".join(lines)
