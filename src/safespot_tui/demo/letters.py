"""What neighbours wrote to the moderators: see `letters.txt`."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from safespot_tui.demo.neighbours import MODERATORS
from safespot_tui.demo.story import Line, Story

_FILE = Path(__file__).parent / "letters.txt"
_AGO = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_ICONS = {
    "calles": "🚧",
    "estafas": "🎭",
    "mascotas": "🐾",
    "robo": "🚨",
    "ruidos": "📢",
    "salud": "🏥",
    "seguridad": "🔦",
    "servicios": "🔧",
    "transporte": "🚌",
}


def read_letters(now: datetime) -> list[Story]:
    """Each a conversation of its writer with the moderators, as seen at `now`."""
    return list(_letters(now))


def _letters(now: datetime) -> Iterator[Story]:
    for written in _written():
        who, ago, category, title, text = written.split(" | ")
        taken_by, _, name = who.rpartition("> ")
        since = sum((int(n) * _UNITS[unit] for n, unit in _AGO.findall(ago)), timedelta())
        yield Story(
            members=(name, *(moderator.name for moderator in MODERATORS)),
            lines=(Line(name, text, now - since),),
            name=title,
            icon=_ICONS[category],
            report_title=title,
            report_category=category,
            unread=1,
            taken_by=taken_by,
        )


@cache
def _written() -> tuple[str, ...]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))
