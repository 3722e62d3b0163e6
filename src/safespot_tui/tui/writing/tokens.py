"""What is being typed just before the cursor: the beginning of an emoji, a name, a command.

Everything here takes the text before the cursor, which ends where the user is typing. A line that
is not the first of the message begins with a line break.
"""

import re

MIN_EMOJI_LETTERS = 2
"""Of `:s` nobody knows yet what it means; `:p` and `:d` are faces of their own."""

_EMOJI = re.compile(r"(?:^|(?<=[^\w:/.]))(:[\w+-]{2,})\Z", re.MULTILINE)
_FINISHED_EMOJI = re.compile(r"(?:^|(?<=[^\w:/.]))(:[\w+-]+:)\Z", re.MULTILINE)
_MENTION = re.compile(r"(?:^|(?<=[^\w@.+/-]))(@\w[^\s@]*|@)\Z", re.MULTILINE)
_COMMAND = re.compile(r"\A(/[^\s/]*)\Z")


def emoji_at(before: str) -> str:
    """`:smi` of `hola :smi`; empty where no emoji begins, as in `12:30` or `https://`."""
    return _found(_EMOJI, before)


def finished_emoji_at(before: str) -> str:
    """`:smile:` of `hola :smile:`; empty where none ends."""
    return _found(_FINISHED_EMOJI, before)


def mention_at(before: str) -> str:
    """`@an` of `hola @an`, also a bare `@`; empty in an e-mail address."""
    return _found(_MENTION, before)


def command_at(before: str) -> str:
    """`/mu` if the message is nothing more so far; empty in a path, and behind a first word."""
    return _found(_COMMAND, before)


def _found(pattern: re.Pattern[str], before: str) -> str:
    found = pattern.search(before)
    return found[1] if found else ""
