"""The keys of actions: in words for people, as bindings for Textual."""

from collections.abc import Sequence

from textual.binding import Binding, BindingType

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.registry import ACTIONS, in_section, keys_of, told_key


def keys_in_words(action: Action) -> str:
    """All keys of an action, the one that counts everywhere first."""
    return ", ".join(dict.fromkeys(told_key(place, key) for place, key in keys_of(action)))


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
