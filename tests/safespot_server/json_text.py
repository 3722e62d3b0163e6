"""JSON as Node writes and reads it."""

import json
import math
import re
from datetime import UTC, datetime
from typing import Any

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def iso(moment: datetime) -> str:
    """`2026-11-24T06:35:19.864Z`."""
    stamp = moment.astimezone(UTC)
    return f"{stamp:%Y-%m-%dT%H:%M:%S}.{stamp.microsecond // 1000:03}Z"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return iso(value)
    raise TypeError(f"{value!r} is no JSON")


def dump(value: Any) -> bytes:
    """One line; lone surrogates leave as escapes, as `JSON.stringify` writes them."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "backslashreplace")


def load(data: bytes) -> Any:
    """Raises `ValueError`; bytes that are no UTF-8 become U+FFFD."""

    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no JSON")

    return json.loads(data.decode("utf-8", "replace"), parse_constant=refuse)


def storable(text: str) -> str:
    """As the database keeps it: without lone surrogates."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def falsy(value: Any) -> bool:
    """What counts as false in JavaScript, where empty arrays and objects do not."""
    return value is None or (isinstance(value, str | int | float) and not value)


def string(value: Any) -> str:
    """`String(value)`."""
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() if value.is_integer() and abs(value) < 1e21 and math.isfinite(value):
            return str(int(value))
        case list():
            return ",".join("" if item is None else string(item) for item in value)
        case dict():
            return "[object Object]"
        case _:
            return repr(value)
