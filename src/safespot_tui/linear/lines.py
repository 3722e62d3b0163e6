"""What a session offers to those who act in it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from safespot_tui.actions.folder import Folder
from safespot_tui.domain.ids import MessageId
from safespot_tui.linear.asking import Asker
from safespot_tui.linear.desk import Desk
from safespot_tui.linear.finding import Finder
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import Engine

if TYPE_CHECKING:
    from safespot_tui.watching.rule import Rule
    from safespot_tui.watching.watch import Watch


class Lines(Protocol):
    """The session, as far as actions reach."""

    @property
    def engine(self) -> Engine:
        """The account."""
        ...

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        ...

    @property
    def asker(self) -> Asker:
        """Asks."""
        ...

    @property
    def finder(self) -> Finder:
        """Finds conversations and people."""
        ...

    @property
    def desk(self) -> Desk:
        """The conversation one is in."""
        ...

    @property
    def folders(self) -> Sequence[Folder]:
        """The parts of the inbox that the user made up."""
        ...

    @property
    def rules(self) -> "Sequence[Rule]":
        """What the user has watched for."""
        ...

    @property
    def watching(self) -> "Watch | None":
        """The user's watch rules at work; None without any."""
        ...

    @property
    def about(self) -> MessageId | None:
        """The message that is acted on."""
        ...

    def say(self, line: str) -> None:
        """Say a line."""
        ...

    @property
    def write_sequence(self) -> Callable[[str], bool]:
        """Tells the terminal what is not to be read; whether it may understand it."""
        ...

    def quit(self) -> None:
        """End."""
        ...
