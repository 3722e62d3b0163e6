"""What changes of the store come of.

A fact that is applied is the same object that a stream told or a call gave, or it stands in one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from msgspec import Struct

from safespot_tui.domain.event import (
    ConversationCreated,
    ConversationUpdated,
    MemberJoined,
    MemberUpdated,
    MessageCreated,
    MessageDeleted,
    MessageDelivered,
    MessagesListed,
    MessageUpdated,
    PresenceChanged,
    Snapshot,
    UserUpdated,
)
from safespot_tui.gateway.protocol import Opened
from safespot_tui.store.patch import (
    Adopted,
    Answered,
    ConnectionPut,
    DraftPut,
    Forgotten,
    Learned,
    OutboxDropped,
    OutboxPut,
    Patch,
    ProgressEnded,
    ProgressPut,
    Restored,
    SilentPut,
)

MOST_FACTS = 4096

_ONLY_A_SERVER_SAYS_SO = (
    Snapshot,
    MessageCreated,
    MessageUpdated,
    MessageDeleted,
    MessageDelivered,
    MessagesListed,
    ConversationCreated,
    ConversationUpdated,
    MemberJoined,
    MemberUpdated,
    UserUpdated,
    PresenceChanged,
)
"""Patches that nobody on this side may make up. The rest is what the user wants, what the archive
kept, or how things stand on this side."""


class _Fact(Struct, frozen=True):
    value: object
    """Kept, so that no other object gets its identity."""
    number: int


class Causes:
    """Remembers which entry each fact came with, for as long as it may be on its way."""

    def __init__(self) -> None:
        self._facts = OrderedDict[int, _Fact]()
        self._given_now: int | None = None
        """The call that has given its result in this turn of the loop."""

    def told(self, number: int, fact: object) -> None:
        """An entry brought a fact."""
        self._facts[id(fact)] = _Fact(fact, number)
        if len(self._facts) > MOST_FACTS:
            self._facts.popitem(last=False)

    def gave(self, number: int, result: object) -> None:
        """A call gave something; who asked for it goes on with it at once."""
        if result is not None:
            self.told(number, result)
        if isinstance(result, Opened):
            self.told(number, result.entities)
        self._given_now = number
        asyncio.get_running_loop().call_soon(self._forget_given)

    def of(self, patches: Iterable[Patch]) -> tuple[int, ...]:
        """The entries that brought what `patches` say, in their order."""
        numbers = {number for patch in patches if (number := self._number(patch)) is not None}
        return tuple(sorted(numbers))

    def missing(self, patches: Iterable[Patch]) -> Iterator[str]:
        """The names of those that only a server could have made true, and no server has told."""
        for patch in patches:
            if isinstance(patch, _ONLY_A_SERVER_SAYS_SO) and self._number(patch) is None:
                yield type(patch).__name__

    def _number(self, patch: Patch) -> int | None:
        match patch:
            case Answered(outcome=outcome):
                return self._known(outcome) or self._given_now
            case Learned(entities=entities):
                return self._known(entities) or self._given_now
            case (
                OutboxPut()
                | OutboxDropped()
                | Adopted()
                | DraftPut()
                | ConnectionPut()
                | SilentPut()
                | ProgressPut()
                | ProgressEnded()
                | Forgotten()
                | Restored()
            ):
                return None
            case _:
                return self._known(patch) or self._given_now

    def _known(self, fact: object) -> int | None:
        known = self._facts.get(id(fact))
        return None if known is None else known.number

    def _forget_given(self) -> None:
        self._given_now = None
