"""What the screen, the scripts and the tests may ask of the engine."""

from collections.abc import AsyncGenerator, Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from msgspec import UNSET, UnsetType

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId, FlagId, MessageId, ReportId, UserId
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.search_query import SearchQuery
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId

if TYPE_CHECKING:
    from safespot_tui.domain.utterance import Ending, Heard, Utterance
    from safespot_tui.sync.acting import Acting
    from safespot_tui.sync.search_page import SearchPage
    from safespot_tui.sync.triage import Triage


class Messenger(Protocol):
    """One account, live: a store to read from, and everything a user can want.

    Intents (the first group) work without a network: they are durable, then shown, then sent for as
    long as it takes. Requests (the second) need the server now and raise a `GatewayError`, whose
    `reason` is a sentence for the user.
    """

    @property
    def store(self) -> Store:
        """What is known; to be read and watched, never to be changed from outside."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the server can do beyond the basics."""
        ...

    @property
    def edit_window(self) -> timedelta | None:
        """How old a message may be and still be edited; None where that does not matter."""
        ...

    @property
    def expires_at(self) -> datetime | None:
        """When the login stops being good, where that is known."""
        ...

    @property
    def silent_note(self) -> str:
        """What the server tells others in silent mode all the same, as a sentence; or nothing."""
        ...

    @property
    def triage(self) -> "Triage":
        """The moderator's queue, and what is done with what is in it."""
        ...

    @property
    def acting(self) -> "Acting":
        """What a moderator does to others."""
        ...

    # Intents.

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        """Send a message; gives its temp id once it is durable and shown.

        Raises `OutboxFull` (sync/errors.py) when it could not be made durable: then nothing is
        shown, and the words stay the caller's.
        """
        ...

    async def edit(self, message_id: MessageId, text: str) -> None:
        """Give an own message other words; one that was refused is sent with them.

        Raises `OutboxFull`, and `MessageGone` where there is no such message any more.
        """
        ...

    async def delete(self, message_id: MessageId) -> None:
        """Replace an own message by a tombstone; the server is told in `UNDO_SECONDS`.

        It shows at once, and is taken back by `take_back`.
        """
        ...

    async def star(self, message_id: MessageId, *, starred: bool) -> None:
        """Have an own star on a message, or not; nobody else sees it."""
        ...

    async def pin(self, message_id: MessageId, *, pinned: bool) -> None:
        """Have a message pinned in its conversation, for everybody, or not."""
        ...

    async def send_image(
        self, conversation_id: ConversationId, image: bytes, caption: str
    ) -> MessageId:
        """Send an image with words under it; gives its temp id once it is durable and shown.

        It is uploaded when its turn comes, as often as it takes: `Work.UPLOAD` says how far it is.
        Raises `OutboxFull`; then nothing is shown.
        """
        ...

    async def forward(self, message_id: MessageId, conversation_id: ConversationId) -> MessageId:
        """Send a message on to another conversation; gives its temp id there.

        Its words say whose they were where the server cannot say that they were forwarded. Raises
        `OutboxFull`, and `MessageGone` where there is no such message any more.
        """
        ...

    async def react(self, message_id: MessageId, emoji: SafeText, *, present: bool) -> None:
        """Have an own reaction there, or not."""
        ...

    def show(
        self,
        conversation_id: ConversationId | None,
        *,
        keep_unread: bool = False,
        beside: Sequence[ConversationId] = (),
    ) -> None:
        """This conversation is on screen now (or none): it is read, as is what comes while it is.

        Its unread is 0 when this returns, unless it is to `keep_unread`: then it is read when
        `mark_read` says so. Its history is fetched where it is missing. Those `beside` it are on
        screen, too, and followed as closely, but not looked at: they stay unread.
        """
        ...

    def set_focused(self, *, focused: bool) -> None:
        """Whether the user looks at the terminal; while not, nothing is read and nobody types."""
        ...

    def mark_read(self, conversation_id: ConversationId) -> None:
        """Everything in a conversation has been read; its unread is 0 when this returns.

        In silent mode only a mark of the user's own is taken off: see `acknowledge`.
        """
        ...

    def acknowledge(self, conversation_id: ConversationId) -> None:
        """As `mark_read`, in silent mode too: the others are told because the user wants it."""
        ...

    def set_silent(self, *, silent: bool) -> None:
        """Tell nobody that the user is here, types and reads, until that is ended.

        It is remembered, for all windows of the account; `Store.is_silent` says how it stands. What
        was withheld is not told later, unless it is acknowledged.
        """
        ...

    def set_flags(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        muted_until: datetime | UnsetType | None = UNSET,
        marked_unread: bool | UnsetType = UNSET,
    ) -> None:
        """Change the user's own flags of a conversation; it shows when this returns."""
        ...

    def save_draft(self, draft: Draft) -> None:
        """Keep what is being typed; it is in the archive a moment later, and before an exit."""
        ...

    def typed(self, conversation_id: ConversationId) -> None:
        """The user just typed here: the others are told, as often as needed and no more."""
        ...

    async def retry(self, sequence: int) -> None:
        """Try a failed intent again."""
        ...

    async def discard(self, sequence: int) -> None:
        """Give up an intent that is not done yet."""
        ...

    async def take_back(self, sequence: int) -> bool:
        """Forget an intent that is still held, without a trace; whether it was in time."""
        ...

    # History.

    async def load_older(self, conversation_id: ConversationId) -> None:
        """Bring more of a conversation's past into its timeline, from the archive or the server.

        Does nothing while the same is under way. Raises a `GatewayError`.
        """
        ...

    async def load_around(self, conversation_id: ConversationId, message_id: MessageId) -> bool:
        """Bring a message and what is around it into the timeline; whether it has a row then.

        What is between it and what was loaded before stays a gap. Raises a `GatewayError`.
        """
        ...

    async def starred(self) -> Sequence[Message]:
        """The messages of all conversations that have a star and are here, the newest first."""
        ...

    @property
    def keeps_revisions(self) -> bool:
        """Whether what messages say stays here when they are changed or deleted."""
        ...

    async def revisions(self, message_id: MessageId) -> Sequence[Revision]:
        """What a message said before, oldest first, and what it says now if it says something."""
        ...

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        """Bring what a gap row stands for. Raises a `GatewayError`."""
        ...

    # What is kept here, for figures.

    def utterances(
        self,
        since: datetime | None,
        until: datetime | None,
        within: ConversationId | None = None,
    ) -> "AsyncGenerator[Sequence[Heard]]":
        """What is kept of a period in the order of time, of one conversation or of all.

        It comes in slices and is read beside the loop. Raises `Unreadable`.
        """
        ...

    def endings(
        self,
        conversation_ids: Sequence[ConversationId],
        most: int,
        is_last: "Callable[[Utterance], bool]",
    ) -> "AsyncGenerator[Sequence[Ending]]":
        """The ends of conversations, each back to what `is_last` is true of, or `most` messages.

        As `utterances`. Raises `Unreadable`.
        """
        ...

    # Search.

    def search(
        self, query: SearchQuery, within: ConversationId | None = None
    ) -> "AsyncGenerator[SearchPage]":
        """The newest messages that are asked for: the stored ones at once, then the server's.

        There is no second page where the server cannot be asked; each says where it comes from.
        """
        ...

    async def search_on(self, page: "SearchPage") -> "SearchPage":
        """The page after one that says that there is another. Raises a `GatewayError`."""
        ...

    # Requests.

    async def search_users(self, alias: str) -> Sequence[User]:
        """People whose alias contains `alias`."""
        ...

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> ConversationId:
        """The conversation with one person; it is in the store when this returns."""
        ...

    async def discuss_report(self, report_id: ReportId) -> ConversationId:
        """The conversation with whoever reported something; it is in the store on return."""
        ...

    async def report(self, report_id: ReportId) -> Report:
        """A report with all that is told of it."""
        ...

    async def image(self, address: str) -> bytes:
        """An image that a message or a report points at."""
        ...

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> ConversationId:
        """A new group; it is in the store when this returns."""
        ...

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        """Give a group another name."""
        ...

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        """Give a group another icon, an emoji; nothing takes it away."""
        ...

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        """Let a member of a group do more or less; `Role` says who may."""
        ...

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        """Bring people into a group."""
        ...

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Take a person out of a group; oneself: leave."""
        ...

    def new_flag(self) -> FlagId:
        """The name of a report to the moderators that is about to be made, for all attempts."""
        ...

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        """Report a message, or a person, to the moderators: once, by its id."""
        ...

    async def rename_self(self, alias: SafeText) -> None:
        """Go by another alias."""
        ...

    def log_in_again(self) -> None:
        """There is a good secret again: go on where it was left."""
        ...

    async def log_out(self) -> None:
        """Make the token worthless; what is queued stays in the archive."""
        ...
