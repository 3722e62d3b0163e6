"""The other server processes on the same database."""

from collections.abc import Collection
from typing import Protocol


class Neighbours(Protocol):
    """Hints between processes. One that is lost costs a moment, never an event: see `run`."""

    async def run(self) -> None:
        """Hear what the others say, and look into the logs now and then, until cancelled."""
        ...

    def tell(self, user_ids: Collection[str]) -> None:
        """These users have something to read, or a session less."""
        ...

    def tell_typing(
        self, user_ids: Collection[str], typist_id: str, conversation_id: str, *, typing: bool
    ) -> None:
        """Tell these users that somebody types, or stopped."""
        ...


class Nobody:
    """The neighbours of a process that has its database for itself."""

    async def run(self) -> None:
        """There is nothing to hear."""

    def tell(self, user_ids: Collection[str]) -> None:
        """There is nobody to tell."""

    def tell_typing(
        self, user_ids: Collection[str], typist_id: str, conversation_id: str, *, typing: bool
    ) -> None:
        """There is nobody to tell."""
