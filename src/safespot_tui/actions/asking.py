"""What an action may ask the user."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User


class Choice(Struct, frozen=True):
    """One of several things to choose from."""

    value: str
    title: str
    hint: str = ""


class NewGroup(Struct, frozen=True):
    """What a group needs to begin."""

    name: SafeText
    user_ids: tuple[UserId, ...]


class Asking(Protocol):
    """Dialogs, or questions in lines. Each gives None, or False, when the user declines."""

    async def search(self, within: ConversationId | None) -> Message | None:
        """Let the user find a message of one conversation, or of all."""
        ...

    async def confirm(self, question: str, detail: str, yes: str, *, grave: bool = True) -> bool:
        """Ask before something is done; `yes` is the word on the button.

        With `grave`, the keyboard begins on the other button.
        """
        ...

    async def choose(self, title: str, choices: Sequence[Choice]) -> str | None:
        """The value of one of a few choices."""
        ...

    async def ask_text(
        self, title: str, value: str, *, placeholder: str = "", longest: int = 60
    ) -> SafeText | None:
        """One line of text, not empty and not `value`, of at most `longest` characters."""
        ...

    async def ask_reason(
        self, question: str, detail: str, give: Callable[[SafeText], Awaitable[None]]
    ) -> bool:
        """Ask for a reason until `give` has taken one, or the user declines; whether it has.

        Where `give` raises a `GatewayError`, its sentence is said, and the words stay.
        """
        ...

    async def ask_alias(self) -> None:
        """Let the user choose how others see them, until the server agrees or they decline."""
        ...

    async def send_image(self, conversation_id: ConversationId, path: str = "") -> bool:
        """Let the user choose an image, or the one at `path`, and words for it; whether it went."""
        ...

    async def pick_emoji(self, title: str) -> SafeText | None:
        """An emoji found by name, or among those used last."""
        ...

    async def pick_person(self, title: str) -> User | None:
        """Somebody found by alias."""
        ...

    async def pick_people(self, title: str, without: Sequence[UserId]) -> Sequence[UserId] | None:
        """Some people found by alias."""
        ...

    async def new_group(self) -> NewGroup | None:
        """A name and the first members."""
        ...

    async def choose_message(self, title: str, messages: Sequence[Message]) -> Message | None:
        """One of these messages, by a few letters."""
        ...

    async def switch(self, title: str = "") -> ConversationId | User | None:
        """A conversation, or somebody to begin one with, by a few letters; `title` says why."""
        ...
