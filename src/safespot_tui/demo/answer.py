"""What a neighbour says to what they read."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from random import Random

import msgspec

_FILE = Path(__file__).parent / "answers.toml"


class Topic(msgspec.Struct, frozen=True):
    """Something that people write about, and what is answered. No words: anything else."""

    words: tuple[str, ...]
    reactions: tuple[str, ...]
    replies: tuple[str, ...]


@cache
def topics() -> tuple[Topic, ...]:
    """All topics; the last one fits whatever no other fits."""
    with _FILE.open("rb") as file:
        return msgspec.convert(tomllib.load(file)["topic"], tuple[Topic, ...])


def topic_of(text: str) -> Topic:
    """What `text` is about."""
    plain = _plain(text)
    return next(
        topic
        for topic in topics()
        if not topic.words or any(_plain(word) in plain for word in topic.words)
    )


def answer_to(text: str, alias: str, random: Random) -> str:
    """Something to say to `text`, which a person called `alias` wrote."""
    return random.choice(topic_of(text).replies).format(alias=alias)


def reaction_to(text: str, random: Random) -> str:
    """An emoji to hang on `text`."""
    return random.choice(topic_of(text).reactions)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
