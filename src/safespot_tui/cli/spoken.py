"""Messages out of a file: what `history` or `tail` printed, as JSON or as text, or plain lines."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any, cast

import msgspec
from msgspec import Meta, Struct

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.transcript import INDENT
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.watching.rehearsal import Spoken

_DATED = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) {2}(.*)", re.DOTALL)
_WHERE = re.compile(r"\[([^\]]*)\] (.*)", re.DOTALL)


class _Written(Struct):
    """The part of a message's JSON that is of use here; `null` is what is not told."""

    content: str | None = None
    caption: str | None = None
    sender: str | None = None
    created_at: Annotated[datetime, Meta(tz=True)] | None = None
    conversation_id: str | None = None
    type: str | None = None


def spoken_in(lines: Iterable[str]) -> Iterator[Spoken]:
    """The messages, in the order of the file. Raises `CommandFailed`, which names the line."""
    held: Spoken | None = None
    for number, line in enumerate(lines, 1):
        text = line.rstrip("\r\n")
        if held is not None and text.startswith(INDENT):
            held = msgspec.structs.replace(held, text=f"{held.text}\n{text[len(INDENT) :]}")
            continue
        if held is not None:
            yield held
        held = None
        if text.lstrip().startswith("{"):
            yield from _from_json(number, text)
        elif text.strip():
            held = _from_text(number, text)
    if held is not None:
        yield held


def _from_json(line: int, text: str) -> Iterator[Spoken]:
    try:
        told = msgspec.json.decode(text)
        listed = _messages(told)
        written = [msgspec.convert(each, _Written) for each in listed]
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
        problem = _("Line {line} begins like JSON and is no message as “history --json” tells it.")
        raise CommandFailed(problem.format(line=line), ExitCode.USAGE) from None
    for each in written:
        if each.type != "system":
            said = each.caption if each.type == "image" else each.content
            yield Spoken(
                line,
                said or "",
                each.sender or "",
                each.created_at,
                each.conversation_id or "",
            )


def _messages(told: Any) -> list[Any]:
    """A message, the message of an event, or all of a conversation's."""
    table = cast("dict[str, Any]", told)
    match table:
        case {"messages": [*messages]}:
            return messages
        case {"event": "message-created", "message": message}:
            return [message]
        case {"event": _other}:
            return []
        case _:
            return [table]


def _from_text(line: int, text: str) -> Spoken | None:
    """A line of a transcript; what does not look like one is said by nobody. A notice is none."""
    dated = _DATED.fullmatch(text)
    at = _moment(dated[1]) if dated is not None else None
    if dated is None or at is None:
        return Spoken(line, text)
    where = _WHERE.fullmatch(dated[2])
    title, said = (where[1], where[2]) if where is not None else ("", dated[2])
    if said.startswith("* "):
        return None
    sender, colon, words = said.partition(": ")
    return Spoken(line, words if colon else said, sender if colon else "", at, title)


def _moment(words: str) -> datetime | None:
    """A time of this machine's zone; None for what only looks like one."""
    try:
        return datetime.strptime(words, "%Y-%m-%d %H:%M").astimezone()
    except (ValueError, OverflowError):
        return None


def words_of(spoken: Spoken) -> str:
    """Who said what, in one line that a terminal may be given."""
    said = " ".join(spoken.text.split())
    return safe_line(f"{spoken.sender}: {said}" if spoken.sender else said)
