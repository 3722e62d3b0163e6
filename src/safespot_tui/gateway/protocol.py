"""What a door to a server can do, whatever dialect is spoken behind it."""

from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.event import Entities, Event, HistoryPage, Snapshot, StreamItem
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    FlagId,
    MessageId,
    OriginClientId,
    ReportId,
    SearchCursor,
    UserId,
)
from safespot_tui.domain.intent import Intent
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found, MessageSearch
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.moderation import Moderation


class Capability(StrEnum):
    """What not every server can do; the UI hides or explains the rest."""

    GROUPS = "groups"
    HISTORY_PAGING = "history_paging"
    LIVE_EDITS = "live_edits"
    PRESENCE = "presence"
    RENAME_SELF = "rename_self"
    CHANGE_PASSWORD = "change_password"  # noqa: S105 - a name
    MUTE = "mute"
    STARS = "stars"
    MESSAGE_PINS = "message_pins"
    IMAGES = "images"
    REPORTS = "reports"
    """A conversation with whoever reported something, and the report beside it."""
    SEARCH = "search"
    """Messages can be looked for on the server, also those that were never loaded here."""
    WAKES_ARCHIVED = "wakes_archived"
    """A new message brings an archived conversation back; elsewhere the client asks for it."""
    FORWARDS = "forwards"
    """A message can be told to have been forwarded; elsewhere its words say so."""
    LEAVE_DM = "leave_dm"
    """One may leave a conversation between two, too."""
    FLAGS = "flags"
    """Members can report a message, or each other, to the moderators."""
    MODERATION = "moderation"
    """The moderators' desk is there, and the user is one of those whose it is."""


class Identity(Struct, frozen=True):
    """Who is logged in, and the secret that proves it: whatever the dialect needs, as one line."""

    user: User
    """Without an alias as long as none has been chosen."""
    token: str

    def __repr__(self) -> str:
        return f"Identity(user={self.user!r}, token=…)"

    __str__ = __repr__


class Opened(Struct, frozen=True):
    """A conversation that was created or asked for, with all that comes with it."""

    conversation_id: ConversationId
    entities: Entities


Outcome = Message | Event
"""What came of an intent: the message as it now is, or what is different."""


class Page(Struct, frozen=True):
    """Which messages of a conversation are wanted: the newest, or those beside one of them.

    At most one of `before`, `after` and `around` is set; the first two exclude the message that
    they name, the last has it in the middle. `Rejected` where there is no message `around`.
    """

    before: MessageId | None = None
    after: MessageId | None = None
    around: MessageId | None = None
    limit: int = 50


class Gateway(Protocol):
    """A logged-in connection to one server. Every method may raise a `GatewayError`."""

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What this server can do beyond the basics."""
        ...

    @property
    def origin(self) -> OriginClientId:
        """This window, as the server is told with every request."""
        ...

    @property
    def edit_window(self) -> timedelta | None:
        """How old a message may be and still be edited; None where that does not matter."""
        ...

    @property
    def expires_at(self) -> datetime | None:
        """When the secret stops being good, where that is known."""
        ...

    @property
    def moderation(self) -> Moderation | None:
        """The moderators' desk, where the server has one; it refuses who does not moderate."""
        ...

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """These conversations are on screen now: they are followed closely where that is work.

        Without a word of it, a gateway never follows one by itself.
        """
        ...

    def be_silent(self, *, silent: bool) -> None:
        """Do nothing that tells others that the user is there, or do so again.

        Also what the server takes for such a sign: `stream` and `history` go by ways that are none,
        where there are such; while `stream` is being read, too.
        """
        ...

    @property
    def silent_note(self) -> str:
        """What others learn all the same while silent, as a sentence for the user; or nothing."""
        ...

    async def snapshot(self) -> Snapshot:
        """All that the user can see, and the cursor it is true at."""
        ...

    def remember(self, cursor: Cursor) -> None:
        """Everything up to `cursor` was told once: what `stream` is told, for who opens none."""
        ...

    def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, then live ones, until the connection ends.

        The iterator ends when the server closes the stream and raises `Unreachable` when the
        connection breaks. Reconnecting is the caller's part, and so is closing what is not read to
        its end (`contextlib.aclosing`).
        """
        ...

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        """A contiguous piece of a conversation."""
        ...

    async def search_messages(
        self, search: MessageSearch, cursor: SearchCursor | None, limit: int
    ) -> Found:
        """The newest messages that are looked for, after the place `cursor`."""
        ...

    async def perform(self, intent: Intent) -> Outcome | None:
        """Do what the user wants, once, however often it is asked for.

        Gives the message as it now is, or what has changed, where the intent is about one.
        """
        ...

    async def mark_delivered(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Tell the others that this device has everything up to this message."""
        ...

    async def set_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        """Tell the others that the user types here, or stopped."""
        ...

    async def search_users(self, alias: str) -> Sequence[User]:
        """People whose alias contains `alias`."""
        ...

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> Opened:
        """The conversation with one person, new or existing."""
        ...

    async def discuss_report(self, report_id: ReportId) -> Opened:
        """The conversation about a report with whoever reported it, new or existing."""
        ...

    async def report(self, report_id: ReportId) -> Report:
        """A report with all that is told of it."""
        ...

    async def upload_image(
        self,
        conversation_id: ConversationId,
        client_message_id: ClientMessageId,
        image: bytes,
        sent: Callable[[int, int], None],
    ) -> SafeText:
        """Put an image where the members can fetch it; gives its address, to be sent.

        `sent` is told again and again how many bytes are on their way, and of how many. Asked again
        with the same id, it is one image where the server knows that. `Rejected` for what is no
        JPEG, PNG or WebP, or is too large.
        """
        ...

    async def fetch_image(self, address: str) -> bytes:
        """An image that a message or a report points at.

        The secret goes along to the server that it is for, and to no other.
        """
        ...

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> Opened:
        """A new group."""
        ...

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        """Give a group another name."""
        ...

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        """Give a group another icon, an emoji; nothing takes it away."""
        ...

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        """Let a member of a group do more or less than before."""
        ...

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        """Bring people into a group."""
        ...

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Take a person out of a group; the user themselves: leave."""
        ...

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        """Report a message, or a person, of a conversation to the moderators: once, by its id."""
        ...

    async def rename_self(self, alias: SafeText) -> User:
        """Go by another alias."""
        ...

    async def change_password(self, current: str, password: str) -> None:
        """Log in with another password from now on; all other sessions end.

        `Rejected` if `current` is not the one of now, or the server will not have the other.
        """
        ...

    async def log_out(self) -> None:
        """Make the token worthless."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...
