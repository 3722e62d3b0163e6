"""Conversations as they are written down in `stories/`, and how to read them.

A story begins with its headings, `name: value` a line, and goes on with scenes::

    group: Consorcio Hidalgo 450 🏢       or `dm: sofia, marta`
    members: sofia, marta, nico
    report: Corte de luz | servicios      title and category, where there is a report
    unread: 3                             how many of the last messages the person has not read
    pinned: yes                           as the person has it; also `archived`

    -- 9d 21:47                           a scene: nine days ago at that time; `-95m`: so long ago
    vale: Otra vez el 5to B               a message
    nico ^1: Fui yo, perdón               an answer to the message one above
    vale*: Era el 4to                     a message that was edited
    + 😂 nico, sofia                      a reaction to the message above
    ! marta: Spam                         a report of the message above to the moderators, with why
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct, structs

FOLDER = Path(__file__).parent / "stories"
MODERATION = FOLDER / "moderation"
"""Those that are told only where there are moderators."""

_SCENE = re.compile(r"-- (\d+)d (?:(\d+):(\d+)|-(\d+)m)")
_LINE = re.compile(r"(\w+)(\*?)(?: \^(\d+))?: (.+)")
_REACTION = re.compile(r"\+ (\S+) (.+)")
_FLAG = re.compile(r"! (\w+): (.+)")
_GROUP_NAME = re.compile(r"(.+) (\S+)")


class Reacted(Struct, frozen=True):
    """One emoji, and the names of those who chose it."""

    emoji: str
    names: tuple[str, ...]


class Complaint(Struct, frozen=True):
    """That somebody reported a message to the moderators."""

    name: str
    reason: str


class Line(Struct, frozen=True):
    """One message of a story."""

    name: str
    """Who says it."""
    text: str
    at: datetime
    reply_to: int | None = None
    """Index of the message that it answers."""
    edited: bool = False
    reactions: tuple[Reacted, ...] = ()
    complaints: tuple[Complaint, ...] = ()


class Story(Struct, frozen=True):
    """One conversation, told."""

    members: tuple[str, ...]
    lines: tuple[Line, ...]
    name: str = ""
    """Empty for a conversation of two."""
    icon: str = ""
    report_title: str = ""
    report_category: str = ""
    unread: int = 0
    pinned: bool = False
    archived: bool = False
    taken_by: str = ""
    """Which moderator has it as a case; empty for nobody."""

    def after(self, past: Sequence[Line]) -> "Story":
        """The same story, with `past` before its first line."""
        moved = (
            line
            if line.reply_to is None
            else structs.replace(line, reply_to=line.reply_to + len(past))
            for line in self.lines
        )
        return structs.replace(self, lines=(*past, *moved))


class BadStory(ValueError):
    """A line of a story that does not say what a story can say."""


def read_stories(now: datetime, random: Random, folder: Path = FOLDER) -> list[Story]:
    """All stories of a folder, as seen at `now`; `random` spaces their messages out."""
    return [
        parse_story(path.read_text(encoding="utf-8"), now, random)
        for path in sorted(folder.glob("*.txt"))
    ]


def parse_story(text: str, now: datetime, random: Random) -> Story:
    """One story, from the form above. Raises `BadStory`."""
    head, _, body = text.partition("\n\n")
    headings = dict(
        line.split(": ", 1) for line in head.splitlines() if line and not line.startswith("#")
    )
    group = _GROUP_NAME.fullmatch(headings.get("group", ""))
    report_title, _, report_category = headings.get("report", "").partition(" | ")
    return Story(
        members=_names(headings.get("members") or headings["dm"]),
        lines=tuple(_lines(body.splitlines(), now, random)),
        name=group[1] if group else "",
        icon=group[2] if group else "",
        report_title=report_title,
        report_category=report_category,
        unread=int(headings.get("unread", 0)),
        pinned=headings.get("pinned") == "yes",
        archived=headings.get("archived") == "yes",
    )


def _lines(body: Sequence[str], now: datetime, random: Random) -> Iterator[Line]:
    at, count = datetime.min.replace(tzinfo=UTC), 0
    line: Line | None = None
    for written in filter(None, body):
        if reaction := _REACTION.fullmatch(written):
            if line is None:
                raise BadStory(written)
            reacted = Reacted(reaction[1], _names(reaction[2]))
            line = structs.replace(line, reactions=(*line.reactions, reacted))
            continue
        if flag := _FLAG.fullmatch(written):
            if line is None:
                raise BadStory(written)
            complaint = Complaint(flag[1], flag[2])
            line = structs.replace(line, complaints=(*line.complaints, complaint))
            continue
        if line is not None:
            yield line
            line, count = None, count + 1
        if scene := _SCENE.fullmatch(written):
            # Scenes told by the clock and scenes told by minutes may meet around midnight.
            at = max(at, _scene_start(scene, now))
        elif said := _LINE.fullmatch(written):
            at += timedelta(seconds=random.randint(8, 150))
            line = Line(
                name=said[1],
                text=said[4],
                at=at,
                reply_to=count - int(said[3]) if said[3] else None,
                edited=bool(said[2]),
            )
        else:
            raise BadStory(written)
    if line is not None:
        yield line


def _scene_start(scene: re.Match[str], now: datetime) -> datetime:
    if scene[4]:
        return now - timedelta(minutes=int(scene[4]))
    local = now.astimezone() - timedelta(days=int(scene[1]))
    return local.replace(hour=int(scene[2]), minute=int(scene[3]), second=0, microsecond=0)


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.split(","))
