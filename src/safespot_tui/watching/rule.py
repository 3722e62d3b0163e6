"""A watch rule: a name, what it is about, and where it counts."""

from enum import StrEnum

from msgspec import Struct


class By(StrEnum):
    """Whose messages are counted together in a burst."""

    CONVERSATION = "conversation"
    PERSON = "person"


class Words(Struct, frozen=True):
    """One of these words or phrases was written; `*` at an end stands for any ending."""

    words: tuple[str, ...]


class Expression(Struct, frozen=True):
    """A regular expression is found in what was written."""

    source: str


class People(Struct, frozen=True):
    """One of these people wrote, by alias."""

    aliases: tuple[str, ...]


class Categories(Struct, frozen=True):
    """It was written about a report of one of these categories."""

    names: tuple[str, ...]


class Silence(Struct, frozen=True):
    """Nobody has written for so long."""

    minutes: int


class Burst(Struct, frozen=True):
    """So many messages came within so many seconds."""

    count: int
    seconds: int
    by: By = By.CONVERSATION


Condition = Words | Expression | People | Categories | Silence | Burst


class Rule(Struct, frozen=True):
    """What is watched for, under the name that the user gave it."""

    name: str
    condition: Condition
    folder: str = ""
    """The part of the inbox in which it counts; everywhere without one."""
    conversations: tuple[str, ...] = ()
    """The conversations in which it counts, by title or id; in all without any."""
    notifies: bool = True
    """Whether the user is told of a hit."""


class BadRule(Exception):
    """A rule that cannot be. `str()` is a sentence that says what is expected."""
