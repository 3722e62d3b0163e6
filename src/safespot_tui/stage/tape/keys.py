"""Keys as tapes write them: `Ctrl+K`, `Enter`, `PageUp`, `?`."""

from safespot_tui.actions.key_words import BadKey, key_name, named_key
from safespot_tui.stage.tape.problem import BadStep

_WRITTEN = {
    "escape": "Escape", "delete": "Delete", "insert": "Insert", "pageup": "PageUp",
    "pagedown": "PageDown", "up": "Up", "down": "Down", "left": "Left", "right": "Right",
}  # fmt: skip


def pressed(words: str) -> str:
    """The key as `Client.press` takes it. Raises `BadStep`."""
    if len(words) == 1 and words.isprintable():
        return words
    try:
        return named_key(words)
    except BadKey as error:
        raise BadStep(str(error)) from error


def written(key: str) -> str:
    """Textual's name of a key as a tape writes it."""
    *modifiers, last = key.split("+")
    if last in _WRITTEN:
        return "+".join([*(modifier.capitalize() for modifier in modifiers), _WRITTEN[last]])
    return key_name(key)
