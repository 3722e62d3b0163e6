"""Calls, as a cassette keeps them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
from msgspec import Raw

from safespot_tui.domain.intent import Intent, MarkRead
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.cassette.entry import Called

OPEN, STREAM = "open", "stream"
"""Calls that are no methods with an answer: a gateway is opened, and a stream of it."""

ONLY_TOLD = frozenset({"set_typing", "mark_delivered"})
"""What nobody waits for: how often it is told goes by fractions of a second."""

_OTHERS = re.compile(rb'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"]*"|"\d+ bytes"')


def arguments_of(call: Call) -> Raw:
    """What a call is asked with. Of an image it has only how large it is."""
    return Raw(msgspec.json.encode({name: _kept(each) for name, each in call.arguments.items()}))


def _kept(argument: Any) -> Any:
    match argument:
        case bytes():
            return f"{len(argument)} bytes"
        case Sequence() if not isinstance(argument, str):
            return tuple(cast("Sequence[Any]", argument))
        case _:
            return argument


def key_of(method: str, arguments: Raw) -> tuple[str, bytes]:
    """What two calls have in common that are the same.

    A moment in the arguments was counted from when the call was made: it is never quite the same.
    Nor is an image that was sent from a disk, since a replay reads none.
    """
    return method, _OTHERS.sub(b'""', bytes(arguments))


def words_of(method: str, arguments: Raw) -> SafeText:
    """A call as one writes it; technical, and in no language."""
    named: Mapping[str, Any] = msgspec.json.decode(arguments)
    told = (f"{name}={msgspec.json.encode(value).decode()}" for name, value in named.items())
    return safe_line(f"{method}({', '.join(told)})")


def reading_of(method: str, arguments: Raw) -> MarkRead | None:
    """How far the user has read, where a call tells that."""
    if method != "perform":
        return None
    intent = msgspec.json.decode(arguments, type=dict[str, Intent])["intent"]
    return intent if isinstance(intent, MarkRead) else None


def is_only_told(called: Called) -> bool:
    """Whether a call may as well not be made: nobody's words, and no fact hang on it."""
    return called.method in ONLY_TOLD or reading_of(called.method, called.arguments) is not None
