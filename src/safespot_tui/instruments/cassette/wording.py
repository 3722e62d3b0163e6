"""Entries of a cassette, told to people. Names of calls, events and keys are in no language."""

import re

import msgspec

from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.instruments.cassette.asked import words_of
from safespot_tui.instruments.cassette.entry import (
    Answered,
    Called,
    Clicked,
    Closed,
    Did,
    Ended,
    Entry,
    Failed,
    Item,
    Looked,
    Noted,
    Pasted,
    Pressed,
    Resized,
    Standing,
)
from safespot_tui.instruments.cassette.value import Value

_LONGEST = 100
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def event_name(value: Value) -> str:
    """What came, as an event is called: `message.created`."""
    return _WORD.sub(".", value.kind).lower()


def time_in_words(at: float) -> str:
    """Minutes, seconds and thousandths since the beginning."""
    minutes, seconds = divmod(at, 60)
    return f"{int(minutes)}:{seconds:06.3f}"


def entry_in_words(entry: Entry) -> SafeText:
    """An entry on one line, without its time."""
    return _shortened(_words(entry))


def _words(entry: Entry) -> str:
    match entry:
        case Pressed(key=key):
            return f"key {key}"
        case Did(action=action, words=words):
            return f"action {action} {words}".rstrip()
        case Pasted(text=text):
            return f"paste {text}"
        case Clicked(kind=kind, x=x, y=y):
            return f"{kind} {x},{y}"
        case Resized(columns=columns, lines=lines):
            return f"size {columns}x{lines}"
        case Looked(here=here):
            return "focus" if here else "blur"
        case Called() | Noted():
            return words_of(entry.method, entry.arguments)
        case Answered() | Item():
            return f"{event_name(entry.value)} {bytes(entry.value.value).decode()}"
        case Failed(error=error):
            return f"{error.kind} {msgspec.json.decode(error.value).get('reason', '')}"
        case Closed(by_server=by_server):
            return "end of stream" if by_server else "given up"
        case Standing():
            return "capabilities"
        case Ended(digest=digest):
            return f"end {digest}"


def _shortened(words: str) -> SafeText:
    line = safe_line(words)
    return line if len(line) <= _LONGEST else SafeText(f"{line[: _LONGEST - 1]}…")
