"""What a client shows and knows, as plain values: for the control socket, for reports."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from safespot_tui.store.store import Store
from safespot_tui.sync.engine import Engine

if TYPE_CHECKING:
    from safespot_tui.tui.app import MessengerApp
    from safespot_tui.tui.screens.main import MainScreen

LONGEST_CURSOR = 200
"""Characters; one dialect's holds a word of every conversation."""


class ListedConversation(Struct, frozen=True):
    """A row of the inbox, or of the moderator's queue."""

    id: str
    title: str
    unread: int
    """Messages."""


class Outgoing(Struct, frozen=True):
    """Something that the user wants, on its way to the server."""

    sequence: int
    """The order in which things were wanted."""
    kind: str
    """The name of the intent: `SendMessage`."""
    state: str
    """As `OutboxState` says it."""
    reason: str
    """Why it failed, or waits, as a sentence; else empty."""
    created_at: datetime


class State(Struct, frozen=True):
    """One moment of a client. Nothing of it is a secret of the account."""

    connection: str
    """As `ConnectionState` says it."""
    connection_reason: str
    """The last failure, as a sentence; empty while live."""
    retry_at: datetime | None
    """When the next attempt is made, while there is no connection."""
    cursor: str
    """How far the server has told; of a long one its SHA-256; empty for none."""
    silent: bool
    """Whether nobody is told that the user is here."""
    focus: str
    """The id or else the class of the widget that has the keyboard; empty for none."""
    screen: str
    """The class of the screen in front."""
    columns: int
    lines: int
    """The size of the terminal."""
    conversation_id: str
    """Of the conversation that is open; empty for none."""
    conversation_title: str
    selected_message_id: str
    """Empty for none."""
    draft: str
    """The words that are being written there."""
    inbox: tuple[ListedConversation, ...]
    """The rows that are on the screen, from its top."""
    inbox_selected: str
    """The conversation that the keyboard is on; empty for none."""
    timeline: tuple[str, ...]
    """The lines of the conversation that are on the screen, without blanks at their ends."""
    unread: int
    """Messages, in all conversations that are not archived."""
    unread_conversations: int
    outbox: tuple[Outgoing, ...]
    """What is on its way, in its order."""
    faults: tuple[str, ...]
    """What is done to the line: the knobs that are turned on."""


def state_of(app: "MessengerApp") -> State:
    """What it shows and knows now."""
    main = app.main if app.main is not None and app.main.is_attached else None
    focused, instruments = app.focused, app.launch.instruments
    store = main.store if main is not None else Store()
    connection, total = store.connection, store.unread_total
    conversation_id = main.pane.conversation_id if main is not None else None
    return State(
        connection=connection.state.value,
        connection_reason=connection.reason,
        retry_at=connection.retry_at,
        cursor=_cursor_of(main),
        silent=store.is_silent,
        focus="" if focused is None else focused.id or type(focused).__name__,
        screen=type(app.screen).__name__,
        columns=app.size.width,
        lines=app.size.height,
        conversation_id=conversation_id or "",
        conversation_title=store.title(conversation_id) if conversation_id else "",
        selected_message_id=(main.pane.selected_message_id or "") if main is not None else "",
        draft=main.pane.composer.text if main is not None else "",
        inbox=tuple(_inbox_of(main, store)) if main is not None else (),
        inbox_selected=(main.left.list.selected or "") if main is not None else "",
        timeline=tuple(_timeline_of(main)) if main is not None else (),
        unread=total.messages,
        unread_conversations=total.conversations,
        outbox=tuple(_outbox_of(store)),
        faults=tuple(map(str, instruments.faults.knobs)) if instruments is not None else (),
    )


def _cursor_of(main: "MainScreen | None") -> str:
    engine = main.context().messenger if main is not None else None
    cursor = engine.cursor if isinstance(engine, Engine) else None
    if cursor is None or len(cursor) <= LONGEST_CURSOR:
        return cursor or ""
    return f"sha256:{hashlib.sha256(cursor.encode()).hexdigest()}"


def _inbox_of(main: "MainScreen", store: Store) -> Iterator[ListedConversation]:
    for conversation_id in main.left.list.visible_ids:
        yield ListedConversation(
            conversation_id, store.title(conversation_id), store.unread(conversation_id)
        )


def _timeline_of(main: "MainScreen") -> Iterator[str]:
    for strip in main.pane.timeline.lines:
        yield strip.text.rstrip()


def _outbox_of(store: Store) -> Iterator[Outgoing]:
    for item in store.outbox:
        yield Outgoing(
            sequence=item.sequence,
            kind=type(item.intent).__name__,
            state=item.state.value,
            reason=item.reason,
            created_at=item.created_at,
        )
