"""What was found to be wrong: how often, and a few of each to look at."""

from collections import Counter
from collections.abc import Sequence

from safespot_tui.instruments.trace.finding import Fault, Finding

MOST_SHOWN = 5
"""Of each fault."""


class Findings:
    """Counts findings by their fault."""

    def __init__(self) -> None:
        self.counts: Counter[Fault] = Counter()
        self._shown: dict[Fault, list[Finding]] = {}

    def add(self, finding: Finding) -> None:
        """One more."""
        self.counts[finding.fault] += 1
        shown = self._shown.setdefault(finding.fault, [])
        if len(shown) < MOST_SHOWN:
            shown.append(finding)

    @property
    def shown(self) -> Sequence[Finding]:
        """The first of each fault."""
        return [finding for shown in self._shown.values() for finding in shown]
