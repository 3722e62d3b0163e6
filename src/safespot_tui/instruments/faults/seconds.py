"""Spans of time as people write them: `300ms`, `2s`, `1.5m`."""

import re

_WRITTEN = re.compile(r"(\d{1,7}(?:\.\d{1,3})?)(ms|s|m|h)")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def read(text: str) -> float | None:
    """Seconds; None for what is no span of time."""
    match = _WRITTEN.fullmatch(text)
    return None if match is None else float(match[1]) * _UNITS[match[2]]


def written(seconds: float) -> str:
    """As it is read, to the millisecond, in the largest unit that leaves a whole number."""
    milliseconds = round(seconds * 1000)
    for unit, factor in _UNITS.items():
        count, rest = divmod(milliseconds, round(factor * 1000))
        if count and not rest:
            return f"{count}{unit}"
    return "0ms"
