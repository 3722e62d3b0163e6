"""The other server processes on the same database."""

from collections.abc import Callable, Collection, Coroutine
from typing import Any, Protocol

Presence = Callable[[str], Coroutine[Any, Any, None]]
"""Tells those who listen here whether a user is present now."""


class Neighbours(Protocol):
    """Hints between processes. One that is lost costs a moment, never an event: see `run`."""

    async def run(self) -> None:
        """Hear what the others say, and look into the logs now and then, until cancelled."""
        ...

    def tell(self, user_ids: Collection[str], logs: Collection[int] = ()) -> None:
        """These users, and who reads these logs, have something to read, or a session less."""
        ...

    def tell_typing(
        self,
        user_ids: Collection[str],
        typist_id: str,
        conversation_id: str,
        *,
        typing: bool,
        log: int | None = None,
    ) -> None:
        """Tell these users, and the others who read that log, that somebody types, or stopped."""
        ...

    def tell_streams(self, user_id: str) -> None:
        """The user has another number of streams open here."""
        ...

    async def forget_the_dead(self) -> None:
        """Count no streams of processes that have ended without saying so."""
        ...

    async def leave(self) -> None:
        """Say that all streams of this process have ended."""
        ...


class Nobody:
    """The neighbours of a process that has its database for itself."""

    async def run(self) -> None:
        """There is nothing to hear."""

    def tell(self, user_ids: Collection[str], logs: Collection[int] = ()) -> None:
        """There is nobody to tell."""

    def tell_typing(
        self,
        user_ids: Collection[str],
        typist_id: str,
        conversation_id: str,
        *,
        typing: bool,
        log: int | None = None,
    ) -> None:
        """There is nobody to tell."""

    def tell_streams(self, user_id: str) -> None:
        """There is nobody to tell."""

    async def forget_the_dead(self) -> None:
        """There are none."""

    async def leave(self) -> None:
        """There is nobody to tell."""
