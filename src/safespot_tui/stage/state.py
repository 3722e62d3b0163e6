"""What a client shows and knows, as plain values: for the control socket, for reports."""

from typing import TYPE_CHECKING

from msgspec import Struct

from safespot_tui.store.store import Store

if TYPE_CHECKING:
    from safespot_tui.tui.app import MessengerApp


class State(Struct, frozen=True):
    """One moment of a client."""

    connection: str
    """As `ConnectionState` says it."""
    focus: str
    """The id or else the class of the widget that has the keyboard; empty for none."""
    screen: str
    """The class of the screen in front."""
    conversation_id: str
    """Of the conversation that is open; empty for none."""
    unread: int
    """Messages, in all conversations."""
    outbox: tuple[str, ...]
    """The states of what is on its way, in its order."""


def state_of(app: "MessengerApp") -> State:
    """What it shows and knows now."""
    main, focused = app.main, app.focused
    store = main.store if main is not None else Store()
    return State(
        connection=store.connection.state.value,
        focus="" if focused is None else focused.id or type(focused).__name__,
        screen=type(app.screen).__name__,
        conversation_id=(main.pane.conversation_id or "") if main is not None else "",
        unread=store.unread_total.messages,
        outbox=tuple(item.state.value for item in store.outbox),
    )
