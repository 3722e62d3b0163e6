"""What JSON looks like when its values are left out."""

import re
from collections.abc import Iterator
from typing import Any

Shape = Any


def shape(value: Any) -> Shape:
    """Names of types; objects by key, arrays element by element."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


def differences(expected: Any, actual: Any, at: str = "answer") -> list[str]:
    """Where the shapes of two values differ, in words; arrays count element by element."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        found = [f"{at}: no {key}" for key in expected.keys() - actual.keys()]
        found += [f"{at}: {key} is too much" for key in actual.keys() - expected.keys()]
        for key in sorted(expected.keys() & actual.keys()):
            found += differences(expected[key], actual[key], f"{at}.{key}")
        return found
    if isinstance(expected, list) and isinstance(actual, list):
        found = []
        if len(expected) != len(actual):
            found.append(f"{at}: {len(actual)} elements instead of {len(expected)}")
        for number, (one, other) in enumerate(zip(expected, actual, strict=False)):
            found += differences(one, other, f"{at}[{number}]")
        return found
    if shape(expected) != shape(actual):
        return [f"{at}: {type(actual).__name__} instead of {type(expected).__name__}"]
    return []


_CHANGING = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{8}-[0-9a-f-]{27}|<token>|<signature>|req_\w+"
)
"""Times, ids and secrets, which no two servers have in common."""


def other_values(expected: Any, actual: Any, at: str = "answer") -> Iterator[str]:
    """Where the values of two answers of one shape differ, in words, but for `_CHANGING`."""
    match expected, actual:
        case dict(), dict():
            for key in expected:
                yield from other_values(expected[key], actual[key], f"{at}.{key}")
        case list(), list():
            for number, (one, other) in enumerate(zip(expected, actual, strict=True)):
                yield from other_values(one, other, f"{at}[{number}]")
        case (str() as text, _) if _CHANGING.search(text):
            return
        case (int() as number, int()) if number > 1_000_000_000_000:
            return
        case _ if expected != actual:
            yield f"{at}: {actual!r} instead of {expected!r}"
        case _:
            return
