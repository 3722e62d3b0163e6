"""Keys as people write them, and as Textual calls them: “Ctrl+N” and `ctrl+n`."""

import re
import unicodedata
from functools import cache
from string import punctuation

from safespot_tui.i18n import _

_MODIFIERS = ("alt", "ctrl", "shift")
"""In the order in which Textual names them."""

_NAMED = {
    "esc": "escape", "escape": "escape", "del": "delete", "delete": "delete", "ins": "insert",
    "insert": "insert", "home": "home", "end": "end", "pgup": "pageup", "pageup": "pageup",
    "pgdn": "pagedown", "pagedown": "pagedown", "up": "up", "down": "down", "left": "left",
    "right": "right", "↑": "up", "↓": "down", "←": "left", "→": "right", "enter": "enter",
    "tab": "tab", "space": "space", "backspace": "backspace",
}  # fmt: skip
_SHOWN = {
    "escape": "Esc", "delete": "Del", "insert": "Ins", "pageup": "PgUp", "pagedown": "PgDn",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip
_FUNCTION = re.compile(r"f([1-9]|1\d|2[0-4])")
_OTHER_NAMES = {
    "solidus": "slash", "reverse_solidus": "backslash", "commercial_at": "at",
    "hyphen_minus": "minus", "plus_sign": "plus", "low_line": "underscore",
}  # fmt: skip
"""Textual calls these otherwise than Unicode."""

_SAME_AS = {
    "ctrl+i": "Tab", "ctrl+m": "Enter", "ctrl+j": "Ctrl+Enter", "ctrl+h": "Backspace",
    "ctrl+left_square_bracket": "Esc",
}  # fmt: skip
"""A terminal sends the same for both."""

_TAKEN = {
    *("enter", "tab", "shift+tab", "backspace", "ctrl+c"),
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("j", "k", "G"),
}
"""Moving, choosing and writing are not given away."""


class BadKey(Exception):
    """This cannot be a key of an action. `str()` is a sentence that says what is expected."""


def parse_key(words: str) -> str:
    """As `named_key`, for one that can be given to an action. Raises `BadKey`."""
    key = named_key(words)
    if key in _SAME_AS:
        raise BadKey(
            _("“{key}” cannot be told from {other}: a terminal sends the same.").format(
                key=words, other=_SAME_AS[key]
            )
        )
    if key in _TAKEN:
        raise BadKey(_("“{key}” is needed for moving and writing.").format(key=words))
    return key


def named_key(words: str) -> str:
    """Textual's name of the key that somebody wrote as “Ctrl+N”, “F5”, “?” or “R”.

    Raises `BadKey`.
    """
    # The sign “+” is a key itself: only what stands before another key parts it from a modifier.
    *modifiers, last = re.split(r"\+(?=.)", words.replace(" ", ""))
    held = {modifier.lower() for modifier in modifiers}
    if not last or not held <= set(_MODIFIERS):
        raise _unknown(words)
    name = _name(last, words)
    if len(name) == 1:
        if held == {"shift"}:
            held, name = set[str](), name.upper()
        elif held:
            name = name.lower()
    return "+".join([*(each for each in _MODIFIERS if each in held), name])


def _name(last: str, words: str) -> str:
    if last.lower() in _NAMED:
        return _NAMED[last.lower()]
    if _FUNCTION.fullmatch(last.lower()):
        return last.lower()
    if len(last) != 1 or not last.isprintable():
        raise _unknown(words)
    if last.isalnum():
        return last
    name = unicodedata.name(last, "").lower().replace("-", "_").replace(" ", "_")
    return _OTHER_NAMES.get(name, name)


@cache
def _signs() -> dict[str, str]:
    return {_name(sign, sign): sign for sign in punctuation}


def key_name(key: str) -> str:
    """`ctrl+n` as “Ctrl+N”, `f1` as “F1”, `p` as “p”, `question_mark` as “?”."""
    *modifiers, last = key.split("+")
    name = _SHOWN.get(last) or _signs().get(last, last)
    if len(name) > 1:
        name = name[0].upper() + name[1:]
    elif modifiers:
        name = name.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def counts_anywhere(key: str) -> bool:
    """Whether a key writes nothing and moves nothing: it may count while somebody types."""
    *modifiers, last = key.split("+")
    return bool({"ctrl", "alt"} & set(modifiers)) or _FUNCTION.fullmatch(last) is not None


def _unknown(words: str) -> BadKey:
    return BadKey(
        _(
            "“{key}” is no key; one such as “Ctrl+N”, “Alt+3”, “F5”, “Esc”, “?” or “n” is expected."
        ).format(key=words)
    )
