"""Short talks about nothing much: they fill a long history, and the bots have them live."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from safespot_tui.demo.story import Line

_FILE = Path(__file__).parent / "exchanges.txt"
_ROLES = "abcd"
_STREETS = (
    "Yerbal", "Hidalgo", "Rojas", "Aranguren", "Neuquén", "Acoyte", "Campichuelo", "Otamendi",
    "Felipe Vallese", "Bogotá", "Avellaneda", "Nicasio Oroño",
)  # fmt: skip
_PLACES = ("Parque Rivadavia", "la plaza", "Primera Junta", "la estación", "Parque Centenario")
_LINES = ("55", "92", "141", "99", "26", "84", "132")
_FOODS = ("empanadas", "ravioles", "pan", "pastafrola", "tamales", "milanesas")
_GAPS = (
    (timedelta(seconds=6), timedelta(seconds=40)),
    (timedelta(minutes=4), timedelta(minutes=90)),
)
"""Shortest and longest silence: within a talk, and between two."""

Exchange = tuple[tuple[str, str], ...]
"""Who (by the letter of their role) says what."""


@cache
def _exchanges() -> tuple[Exchange, ...]:
    written = re.sub(r"^#.*\n", "", _FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return tuple(
        tuple((line[0], line[3:]) for line in block.splitlines())
        for block in written.strip().split("\n\n")
    )


def new_exchange(names: tuple[str, ...], random: Random) -> list[tuple[str, str]]:
    """A talk among some of `names` (at least two), as names and texts."""
    fitting = [talk for talk in _exchanges() if len({role for role, _ in talk}) <= len(names)]
    talk = random.choice(fitting)
    cast = dict(zip(_ROLES, random.sample(names, min(len(_ROLES), len(names))), strict=False))
    street, other_street = random.sample(_STREETS, 2)
    details = {
        "calle": street,
        "calle2": other_street,
        "altura": str(random.randint(2, 18) * 50),
        "lugar": random.choice(_PLACES),
        "hora": f"{random.randint(8, 22)}:{random.choice(('00', '15', '30', '45'))}",
        "linea": random.choice(_LINES),
        "comida": random.choice(_FOODS),
        "precio": f"${random.randint(8, 45) * 100:,}".replace(",", "."),
    }
    return [(cast[role], text.format_map(details)) for role, text in talk]


def long_ago(names: tuple[str, ...], count: int, end: datetime, random: Random) -> list[Line]:
    """`count` messages of such talks, the last of them before `end`."""
    within, between = _GAPS
    lines: list[Line] = []
    at = end
    # Told backwards from `end`, so that it joins what comes after it, however long it is.
    for name, text, first in _backwards(names, random):
        if len(lines) == count:
            break
        lines.append(Line(name, text, at))
        shortest, longest = between if first else within
        at -= shortest + (longest - shortest) * random.random()
    lines.reverse()
    return lines


def _backwards(names: tuple[str, ...], random: Random) -> Iterator[tuple[str, str, bool]]:
    while True:
        talk = new_exchange(names, random)
        for index, (name, text) in reversed(list(enumerate(talk))):
            yield name, text, index == 0
