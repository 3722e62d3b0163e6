"""Who typed what, in which order, kept aside of everything that is tested."""

from pathlib import Path

from msgspec import Struct


class Sent(Struct):
    """A message whose user has seen it painted."""

    client_message_id: str
    conversation_id: str
    user_id: str
    window: str
    archive: Path
    content: str
    image: bytes = b""
    given_up: bool = False
    """The user discarded it, so it may be there or not."""
    tried_again: bool = False
    """The user sent it again after it was refused, so it may come after what was typed later."""
    arrived: bool = False


class Ledger:
    """All that was typed in one example."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        """In the order painted."""
        self.begun = 0
        """Sends that were begun; more than `sent` where a process died on the way."""

    def give_up(self, client_message_id: str) -> None:
        """The user discards it."""
        if sent := self.find(client_message_id):
            sent.given_up = True

    def try_again(self, client_message_id: str) -> None:
        """The user wants it sent after all."""
        if sent := self.find(client_message_id):
            sent.tried_again = True

    def find(self, client_message_id: str) -> Sent | None:
        return next((s for s in self.sent if s.client_message_id == client_message_id), None)
