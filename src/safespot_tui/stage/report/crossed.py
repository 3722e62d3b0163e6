"""What crossed the line of a client last, told in lines.

::

    0.421  POST /conversations/c-7/messages  201  34ms  → 2Δ → Timeline
    0.455  message-created e.41              4ms  → 4Δ → Inbox, Timeline
"""

from safespot_tui.instruments.trace.row import Row, row_of, seconds_in_short
from safespot_tui.instruments.trace.story import head_of, story_of
from safespot_tui.instruments.trace.trace import Trace

NEWEST = 60
_LONGEST = 300
"""Of a line, in characters."""


def newest_lines(trace: Trace, most: int = NEWEST) -> tuple[str, ...]:
    """The newest requests and events, oldest first, each with what the client made of it."""
    heads = {head_of(trace, entry) for entry in trace}
    found = (trace.get(number) for number in sorted(filter(None, heads))[-most:])
    return tuple(_line(row_of(story_of(trace, head))) for head in found if head is not None)


def _line(row: Row) -> str:
    latency = "" if row.latency is None else seconds_in_short(row.latency)
    became = f"→ {row.became}" if row.became else ""
    facts = (f"{row.at:8.3f}", row.what, row.status, latency, became)
    return "  ".join(filter(None, facts))[:_LONGEST]
