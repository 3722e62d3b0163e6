"""Themes that the user made: from the settings to Textual's."""

from collections.abc import Mapping, Sequence
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from safespot_tui.i18n import _

COLOURS = (
    *("primary", "secondary", "accent", "success", "warning", "error"),
    *("foreground", "background", "surface", "panel"),
)
"""What a theme may set; only `primary` has to be there, the rest is derived from it."""


class BadTheme(Exception):
    """A theme cannot be. `str()` is a sentence that says what is expected."""

    def __init__(self, where: tuple[str, ...], reason: str) -> None:
        super().__init__(reason)
        self.where = where


def themes_in(tables: Mapping[str, Mapping[str, str | bool]]) -> Sequence[Theme]:
    """The themes, ready to be registered. Raises `BadTheme`."""
    return [_theme(name, table) for name, table in tables.items()]


def _theme(name: str, table: Mapping[str, str | bool]) -> Theme:
    fields: dict[str, Any] = {}
    for key, value in table.items():
        if key == "dark":
            if not isinstance(value, bool):
                raise BadTheme((name, key), _("true or false is expected."))
        elif key not in COLOURS:
            names = ", ".join((*COLOURS, "dark"))
            raise BadTheme(
                (name, key), _("there is no such colour; there are {names}.").format(names=names)
            )
        else:
            _check_colour((name, key), value)
        fields[key] = value
    if "primary" not in fields:
        raise BadTheme((name,), _("a theme needs at least “primary”."))
    if "dark" not in fields and "background" in fields:
        fields["dark"] = Color.parse(fields["background"]).brightness < 0.5
    return Theme(name=name, **fields)


def _check_colour(where: tuple[str, ...], value: str | bool) -> None:
    try:
        Color.parse(str(value))
    except ColorParseError:
        raise BadTheme(
            where, _("a colour such as “#00ff88” or “teal” is expected, in quotes.")
        ) from None
