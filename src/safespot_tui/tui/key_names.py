"""Keys as people know them, and as Textual calls them."""

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.registry import ACTIONS, in_section, keys_of

_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "escape": "Esc",
    "delete": "Del",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
}


def key_name(key: str) -> str:
    """`ctrl+n` as “Ctrl+N”, `f1` as “F1”, `p` as “p”."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last)
    if modifiers or (len(last) > 1 and last not in _NAMES):
        name = name.capitalize() if len(name) > 1 else name.upper()
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def keys_in_words(action: Action) -> str:
    """All keys of an action, the one that counts everywhere first."""
    return ", ".join(dict.fromkeys(key_name(key) for _place, key in keys_of(action)))


def first_key(action: Action) -> str:
    """The key to tell in one word."""
    return next((key_name(key) for _place, key in keys_of(action)), "")


def key_table() -> str:
    """All actions with their keys, as a table in Markdown: `docs/keys.md` is this."""
    rows = [
        f"| {keys_in_words(action)} | {action.title} | {action.help} | `{action.id}` |"
        for section in Section
        for action in in_section(section)
    ]
    return "\n".join(["| keys | action | what it does | id |", "| --- | --- | --- | --- |", *rows])


def bindings() -> Sequence[BindingType]:
    """A binding for every key of every action.

    What counts anywhere goes before the widget that has the keyboard; the rest after it.
    """
    return [
        Binding(
            key,
            f"perform({action.id!r}, {place.value!r})",
            action.title,
            show=False,
            priority=place is Place.ANYWHERE,
        )
        for action in ACTIONS.values()
        for place, key in keys_of(action)
    ]
