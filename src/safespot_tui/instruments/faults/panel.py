"""The knobs as an inspector offers them: a letter each, turned on and off again. No I/O."""

from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.i18n import N_, _
from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.knob import Heal, Knob, Off
from safespot_tui.instruments.faults.reading import orders

HEAL = "h"
"""The letter that turns all of them off."""

_OFFERED: Sequence[tuple[str, str, str]] = (
    ("r", N_("lose requests"), "drop requests 0.2"),
    ("a", N_("lose answers"), "drop answers 0.2"),
    ("f", N_("lose events"), "drop frames 0.2"),
    ("l", N_("late answers"), "delay answers 200ms..2s"),
    ("e", N_("late events"), "delay frames 200ms..2s"),
    ("d", N_("events twice"), "duplicate frames 0.2"),
    ("o", N_("events out of order"), "reorder frames 0.2"),
    ("c", N_("break streams off"), "cut streams every 10s"),
    ("b", N_("busy (429)"), "429 requests 0.2 after 3s"),
    ("s", N_("failing (500)"), "500 requests 0.2"),
    ("x", N_("forget the cursor"), "expire cursor now"),
    ("t", N_("wrong time"), "skew +90s"),
)


class Row(Struct, frozen=True):
    """One knob as it stands."""

    key: str
    name: str
    """What it does."""
    order: str
    """As it is set, or would be."""
    is_on: bool
    count: int
    """How often it did something since the client began."""


def rows(faults: Faults) -> tuple[Row, ...]:
    """All of them, in an order that stays."""
    on = {knob.slot: knob for knob in faults.knobs}
    return tuple(
        Row(
            key=key,
            name=_(name),
            order=str(on.get(knob.slot, knob)),
            is_on=knob.slot in on,
            count=faults.counts[knob.slot],
        )
        for key, name, knob in _offered()
    )


def press(faults: Faults, key: str) -> bool:
    """Turn the knob of a letter on, or off if it is; whether there is one. Raises `NotAllowed`."""
    if key == HEAL:
        faults.turn(Heal())
        return True
    on = {knob.slot for knob in faults.knobs}
    for letter, _name, knob in _offered():
        if letter == key:
            faults.turn(Off(knob.slot) if knob.slot in on else knob)
            return True
    return False


def _offered() -> list[tuple[str, str, Knob]]:
    found: list[tuple[str, str, Knob]] = []
    for key, name, order in _OFFERED:
        (knob,) = orders(order)
        assert not isinstance(knob, Off | Heal)  # noqa: S101 - none of them is
        found.append((key, name, knob))
    return found
