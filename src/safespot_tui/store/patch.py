"""Everything that may change the store: what a server said, and what the user asked for."""

from collections.abc import Mapping

from msgspec import Struct

from safespot_tui.domain.account import Account
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import Entities, Event, HistoryPage, Snapshot
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.message import Message
from safespot_tui.store.connection import Connection
from safespot_tui.store.progress import Progress, Work


class Restored(Struct, frozen=True):
    """What the archive of this account held when the program started."""

    me: UserId
    entities: Entities
    outbox: tuple[OutboxItem, ...] = ()
    drafts: tuple[Draft, ...] = ()
    account: Account = Account()


class Learned(Struct, frozen=True):
    """Entities that came with an answer. What is known already is newer, and stays."""

    entities: Entities


class Forgotten(Struct, frozen=True):
    """Of these conversations nothing is held but the newest messages; the archive has the rest."""

    kept: Mapping[ConversationId, int]
    """How many rows, by conversation."""


class OutboxPut(Struct, frozen=True):
    """An intent is on its way, or stands otherwise than before."""

    item: OutboxItem


class Adopted(Struct, frozen=True):
    """Intents that another window has made; what some of them ask for may be known to be done."""

    items: tuple[OutboxItem, ...]


class OutboxDropped(Struct, frozen=True):
    """An intent is no more: the user discarded it, or the server did not want it."""

    sequence: int


class Answered(Struct, frozen=True):
    """The server has done what an intent asked; `outcome` is what it made of it."""

    sequence: int
    outcome: Message | Event | None = None


class DraftPut(Struct, frozen=True):
    """The user typed."""

    draft: Draft


class ConnectionPut(Struct, frozen=True):
    """The way to the server is otherwise than before."""

    connection: Connection


class SilentPut(Struct, frozen=True):
    """Nothing is told of the user from here on, or it is again."""

    silent: bool


class ProgressPut(Struct, frozen=True):
    """Something that takes long has begun, or come further."""

    progress: Progress


class ProgressEnded(Struct, frozen=True):
    """Something that takes long is done, or was given up."""

    work: Work
    name: str = ""


Patch = (
    Event
    | Snapshot
    | HistoryPage
    | Restored
    | Learned
    | Forgotten
    | OutboxPut
    | Adopted
    | OutboxDropped
    | Answered
    | DraftPut
    | ConnectionPut
    | SilentPut
    | ProgressPut
    | ProgressEnded
)
