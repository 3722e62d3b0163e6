"""One line of the table: what was measured, beside its floor."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import NamedTuple


class Figure(NamedTuple):
    """One measured value; `floor` is what the least program of the kind took in the same run."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    """The ratio to the floor that is promised."""

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return None if self.floor is None else self.value / self.floor

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds; true where nothing is promised."""
        return self.ratio is None or self.limit is None or self.ratio <= self.limit


def p99(samples: Sequence[float]) -> float:
    """The 99th percentile."""
    return quantiles(samples, n=100, method="inclusive")[98] if len(samples) > 1 else samples[0]


def middle(samples: Sequence[float]) -> float:
    """The median."""
    return median(samples)


def as_markdown(figures: Sequence[Figure]) -> str:
    """The table as the README shows it."""
    lines = [
        "| measured | here | floor | ratio | promised |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for figure in figures:
        floor = "–" if figure.floor is None else f"{figure.floor:,.1f} {figure.unit}"
        ratio = "–" if figure.ratio is None else f"{figure.ratio:.2f}"
        limit = "–" if figure.limit is None else f"≤ {figure.limit:g}"
        lines.append(
            f"| {figure.name} | {figure.value:,.1f} {figure.unit} | {floor} | {ratio} | {limit} |"
        )
    return "\n".join(lines)
