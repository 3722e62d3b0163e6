"""The app that a screen or a widget is in, as what it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, cast

from rich.color import ColorSystem
from textual.app import App
from textual.message_pump import MessagePump
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.config.settings import Images
from safespot_tui.tui.engine import Launch, OpenEngine
from safespot_tui.tui.remembered import Remembered
from safespot_tui.tui.terminal.canvas import Canvas


class Host(Protocol):
    """What screens need of the app, besides what every app of Textual's has."""

    @property
    def launch(self) -> Launch:
        """Where and how the app was started."""
        ...

    @property
    def terminal_colors(self) -> ColorSystem:
        """In how many colours the terminal is written to."""
        ...

    def canvas(self, images: Images) -> Canvas:
        """How the terminal shows images, `images` being what the user wants."""
        ...

    def repaint(self) -> None:
        """Write the whole screen to the terminal."""
        ...

    def answer(self, sentence: str, *, refused: bool = False) -> None:
        """Say in a corner what came of what the user has just asked for."""
        ...

    def tell(self, sequence: str) -> None:
        """Send the terminal what shows nothing by itself."""
        ...

    def lay_over(self, widget: Widget, strips: Sequence[Strip], sequence: str) -> None:
        """While all of a widget's strips are seen, have `sequence` draw over them."""
        ...

    def lift(self, widget: Widget) -> None:
        """What was laid over a widget goes."""
        ...

    @property
    def remembered(self) -> Remembered:
        """What stays the same at the next start."""
        ...

    def ask_to_log_in(self) -> None:
        """Show the login screen over what is there."""
        ...

    def leave_login(self) -> None:
        """Back to what the login screen was shown over, if anything."""
        ...

    def logged_in(self, open_engine: OpenEngine) -> object:
        """Show the account just logged in to."""
        ...

    @property
    def quiet_until(self) -> datetime | None:
        """Until when the user does not want to be disturbed; None when that is over."""
        ...

    def keep_quiet(self, until: datetime | None) -> None:
        """Disturb the user no more until then; None ends it."""
        ...

    def next_emoji_mode(self) -> None:
        """Draw emoji as they are, as shortcodes, or everything in ASCII."""
        ...

    def next_theme(self) -> None:
        """From dark to light, and back."""
        ...


def app_of(node: MessagePump) -> App[None]:
    """The app as Textual knows it."""
    return cast("App[None]", node.app)  # pyright: ignore[reportUnknownMemberType]


def host_of(node: MessagePump) -> Host:
    """The app as ours: `run` starts no other."""
    return cast("Host", app_of(node))
