"""What an action is."""

from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

from msgspec import Struct

from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.text import SafeText
from safespot_tui.sync.messenger import Capability


class Place(StrEnum):
    """Where a key counts."""

    ANYWHERE = "anywhere"
    """On the main screen, also while a message is being typed."""
    UNCLAIMED = "unclaimed"
    """On the main screen, if what has the keyboard has no use for the key."""
    INBOX = "inbox"
    """While the keyboard is in the inbox."""
    MESSAGE = "message"
    """While a message is selected."""
    MODERATING = "moderating"
    """In the menu of what moderators can do."""
    WALL = "wall"
    """While one watches several conversations, and writes in none."""
    TRIAGE = "triage"
    """While the keyboard is in the moderator's queue."""


class Section(StrEnum):
    """Under which heading help lists an action."""

    INBOX = "inbox"
    CONVERSATION = "conversation"
    MESSAGE = "message"
    TRIAGE = "triage"
    APP = "app"
    STAGE = "stage"


Handler = Callable[[ActionContext], Awaitable[None]]
WordsHandler = Callable[[ActionContext, SafeText], Awaitable[None]]
"""Does an action with what was written behind its name; it may raise `NotUnderstood`."""
Objection = Callable[[ActionContext], str]
"""Why an action cannot be done now, as a sentence; empty when it can."""


def no_objection(context: ActionContext) -> str:
    """It can always be done."""
    return ""


class NotUnderstood(Exception):
    """The words behind a command mean nothing there. `str()` is a sentence for the user."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


class Action(Struct, frozen=True):
    """One thing that a user can do.

    `title` and `help` are English source texts, marked with `N_`; look them up with `_` to show
    them. A handler may raise `GatewayError` or `OutboxFull`, whose reason is told to the user.
    """

    id: str
    section: Section
    title: str
    help: str
    keys: Mapping[Place, tuple[str, ...]]
    handler: Handler
    objection: Objection = no_objection
    needs: tuple[Capability, ...] = ()
    """The server has to offer one of these, if any are named; otherwise the action is hidden."""
    on_words: WordsHandler | None = None
    """What to do instead when it is written as a command with words behind: `/mute 8h`."""
    words: str = ""
    """What may be written behind it, in short, marked with `N_`: `8h, off`."""
    drawn: bool = False
    """Whether it is about what is drawn: in lines it says so, and is not offered."""
