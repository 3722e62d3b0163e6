"""The app that a screen or a widget is in, as what it is."""

from typing import TYPE_CHECKING, cast

from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from safespot_tui.tui.app import MessengerApp


def app_of(node: MessagePump) -> "MessengerApp":
    """Textual does not know which app it is; we do."""
    return cast("MessengerApp", node.app)  # pyright: ignore[reportUnknownMemberType]
