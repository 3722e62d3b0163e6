"""What must hold of a conversation after everything has healed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass
class Talk:
    """What happened in one conversation, each message named by its marker."""

    typed: list[str] = field(default_factory=list)
    """What somebody typed and ended with Enter, in that order; images, too."""
    echoed: set[str] = field(default_factory=set)
    """Those of them that were seen on the screen: they must arrive."""
    painted_sent: set[str] = field(default_factory=set)
    """Those that the screen ever said the server had."""
    to_delete: set[str] = field(default_factory=set)
    """Those of them that somebody wanted to be gone, and did not bring back."""
    deleted: set[str] = field(default_factory=set)
    """Those of these that were seen as gone: they must go."""
    heard: list[str] = field(default_factory=list)
    """What others wrote."""
    stored: list[str] = field(default_factory=list)
    """All that the server has in the end, in its order."""
    shown: list[str] = field(default_factory=list)
    """All that is on the screen in the end, from top to bottom."""


def problems(title: str, talk: Talk) -> Iterator[str]:
    """What is wrong, each in a sentence; nothing if all is well."""
    for marker in talk.typed:
        if marker in talk.echoed and marker not in {*talk.stored, *talk.to_delete}:
            yield f"{title}: {marker} was on the screen and is lost"
    for marker in sorted(talk.deleted & {*talk.stored}):
        yield f"{title}: {marker} was shown as deleted and is still there"
    for marker in sorted(talk.painted_sent - talk.to_delete - {*talk.stored}):
        yield f"{title}: {marker} was shown as sent and is not on the server"
    for where, markers in (("the server", talk.stored), ("the screen", talk.shown)):
        for marker, count in Counter(markers).items():
            if count > 1:
                yield f"{title}: {marker} is {count} times on {where}"
    for marker in sorted({*talk.stored} - {*talk.typed, *talk.heard}):
        yield f"{title}: {marker} was written by nobody"
    for marker in talk.heard:
        if marker not in talk.stored:
            yield f"{title}: {marker} of somebody else is lost"
    arrived = _once(marker for marker in talk.stored if marker in talk.typed)
    if arrived != [marker for marker in talk.typed if marker in arrived]:
        yield f"{title}: typed {talk.typed}, but the server has {arrived}"
    if _once(talk.shown) != _once(talk.stored):
        yield f"{title}: the server has {talk.stored}, but the screen shows {talk.shown}"


def _once(markers: Iterator[str] | Sequence[str]) -> list[str]:
    return list(dict.fromkeys(markers))
