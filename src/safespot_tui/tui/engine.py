"""What the app is given: an engine that lives, a way to get one, and where it was started."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from safespot_tui.actions.folder import Folder
from safespot_tui.actions.way_in import WayIn
from safespot_tui.config.settings import Settings
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.first_frame import FirstFrame

if TYPE_CHECKING:
    from safespot_tui.instruments.instruments import Instruments
    from safespot_tui.watching.rule import Rule


class Engine(Messenger, Protocol):
    """A messenger that keeps its store true to the server while it runs."""

    @property
    def server(self) -> str:
        """The address of the account's server."""
        ...

    @property
    def email(self) -> str:
        """The account's; empty for who is here without one."""
        ...

    async def renew(self, password: str) -> None:
        """Log in to the same account again, in place, and go on where it was left.

        Without an account no password is needed. Raises a `GatewayError`.
        """
        ...

    async def run(self) -> None:
        """Live until cancelled; then everything is kept and closed.

        Started after the first paint. Says how things stand through the store's connection, and
        raises only what is a mistake in the program.
        """
        ...

    def forget_presence(self) -> None:
        """Have the store say as little of server and people as at a start: nobody was heard yet."""
        ...


Attend = Callable[[Any], AbstractAsyncContextManager[None]]
"""Given the app; entered once it stands, and left before it is gone."""

OpenEngine = Callable[[], Engine]
"""Opens the account that was logged in to. Called once the engine before it has been closed."""

LogIn = Callable[[str, WayIn], Awaitable[OpenEngine]]
"""Lets somebody in to the server at an address, and keeps the token.

Raises a `GatewayError` whose reason is a sentence for the user.
"""


class Launch(Struct, frozen=True):
    """Where and how the app was started."""

    log_in: LogIn
    state_path: Path
    """The small file that remembers the last open conversation and the theme."""
    log_path: Path
    """Where a crash is written down."""
    server: str = ""
    """The server's address, proposed at log-in."""
    email: str = ""
    """Proposed at log-in."""
    tour: bool = False
    """Whether the tour begins by itself where nothing is remembered: at the first start."""
    theme: str | None = None
    """The theme that the settings ask for; None for the one used last."""
    folders: Sequence[Folder] = ()
    """The parts of the inbox that the user made up."""
    rules: "Sequence[Rule]" = ()
    """What the user has watched for."""
    formatted: bool = True
    """Whether **bold**, _italic_ and `code` are shown as what they mean."""
    clock: Clock = Clock()
    """What time it is, and how the user writes it."""
    settings: Settings = Settings()
    """What the user has set besides."""
    instruments: "Instruments | None" = None
    """What looks at what crosses to the server, or disturbs it; None as a rule."""
    attend: Attend | None = None
    """What goes along with the app, from its first paint to its end; None as a rule."""
    frame: FirstFrame | None = None
    """What the screen showed last, and may show already."""
