"""All of one story, in words and figures: who asked what, what came, and what that made."""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

import msgspec
from msgspec import Struct

from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.i18n import _, ngettext
from safespot_tui.instruments.trace.entry import (
    Answered,
    Asked,
    Broke,
    Called,
    Disturbed,
    Entry,
    Framed,
    Patched,
    Repainted,
    Told,
)
from safespot_tui.instruments.trace.row import bytes_in_short, row_of, seconds_in_short
from safespot_tui.instruments.trace.story import Story, event_name

MOST_CHARACTERS = 64 * 1024
"""Of one body; who wants all of it copies it."""


class Line(Struct, frozen=True):
    """A paragraph, to be wrapped; safe to draw."""

    text: str
    role: str = "plain"


def lines_of(story: Story) -> Sequence[Line]:
    """The entries of a story, in order."""
    lines = list[Line]()
    if became := row_of(story).became:
        lines.append(Line(safe_line(became), "quiet"))
    for entry in story.entries:
        if entry is story.asked and entry is not story.head:
            # The request of its stream is an entry of its own, and the same for each frame.
            continue
        if lines:
            lines.append(Line(""))
        lines += _entry_lines(entry, story.head.at)
    return lines


def body_lines(body: str) -> Iterator[Line]:
    """A body, laid out where it is JSON."""
    for text in safe_text(_laid_out(body)[:MOST_CHARACTERS]).split("\n"):
        yield Line(text, "body")
    if len(body) > MOST_CHARACTERS:
        yield Line(_("… and more: y copies all of it."), "quiet")


def _entry_lines(entry: Entry, since: float) -> Iterator[Line]:
    yield _heading(entry, since)
    match entry:
        case Called(name=name, about=about):
            yield Line(safe_text(name), "what")
            yield from _pairs(about)
        case Asked(method=method, path=path, server=server, headers=headers, body=body):
            yield Line(safe_text(f"{method} {server}{path}"), "what")
            yield from _body(body, entry.size)
            yield from _pairs(headers)
        case Answered(status=status, headers=headers, body=body, size=size):
            yield Line(f"{status} · {bytes_in_short(size)}", "what")
            yield from _body(body, size)
            yield from _pairs(headers)
        case Broke(reason=reason):
            yield Line(safe_text(reason), "failed")
        case Framed(event=event, id=id_, data=data, size=size):
            words = (event or _("sign of life"), id_ and f"id {id_}", bytes_in_short(size))
            yield Line(safe_text(" · ".join(filter(None, words))), "what")
            yield from body_lines(data)
        case Told(item=item):
            yield Line(event_name(item), "what")
            yield from body_lines(msgspec.json.encode(item).decode())
        case Patched(patches=patches, keys=keys, uncaused=uncaused):
            yield Line(", ".join(patches), "what")
            if uncaused:
                told = _("Nobody told it: {patches}").format(patches=", ".join(uncaused))
                yield Line(told, "failed")
            for key in keys:
                yield Line(safe_text(key), "body")
        case Repainted(widgets=widgets):
            yield Line(", ".join(map(_, widgets)), "what")
        case Disturbed(knob=knob, what=what):
            yield Line(safe_text(f"{knob}: {what}"), "failed")
        case _:
            assert_never(entry)


def _heading(entry: Entry, since: float) -> Line:
    parts = [f"#{entry.number}", _kind(entry)]
    if entry.of is not None:
        parts.append(_("of #{number}").format(number=entry.of))
    if delay := entry.at - since:
        sign = "+" if delay > 0 else "-"
        parts.append(f"{sign}{seconds_in_short(abs(delay))}")
    return Line(" · ".join(parts), "heading")


def _kind(entry: Entry) -> str:
    match entry:
        case Called():
            return _("the client wants")
        case Asked():
            return _("request")
        case Answered():
            return _("answer")
        case Broke():
            return _("broken off")
        case Framed():
            return _("frame")
        case Told():
            return _("event")
        case Patched(keys=keys):
            count = len(keys)
            return ngettext("{count} value changed", "{count} values changed", count).format(
                count=count
            )
        case Repainted():
            return _("drawn anew")
        case Disturbed():
            return _("disturbed")
        case _:
            assert_never(entry)


def _pairs(pairs: Mapping[str, str]) -> Iterator[Line]:
    for name, value in pairs.items():
        yield Line(safe_text(f"{name}: {value}"), "quiet")


def _body(body: str, size: int) -> Iterator[Line]:
    if body:
        yield from body_lines(body)
    elif size:
        yield Line(_("{size} that are no text").format(size=bytes_in_short(size)), "quiet")


def _laid_out(body: str) -> str:
    try:
        return msgspec.json.format(body, indent=2)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return body
