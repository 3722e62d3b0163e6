"""The `Gateway` that speaks the API of the deployed server."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from http import HTTPStatus

import httpx
from msgspec import structs

from safespot_tui.domain.case import Flagged
from safespot_tui.domain.event import HistoryPage, Received, Snapshot, StreamItem, Synced
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
from safespot_tui.domain.intent import Intent, SendMessage
from safespot_tui.domain.member import Role
from safespot_tui.domain.report import Report
from safespot_tui.domain.search import Found, MessageSearch
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.domain.user import User
from safespot_tui.gateway.clock import Clock, SystemClock
from safespot_tui.gateway.errors import GatewayError, NotLoggedIn, Rejected, not_offered
from safespot_tui.gateway.protocol import Capability, Opened, Outcome, Page
from safespot_tui.gateway.safespot import translate
from safespot_tui.gateway.safespot.alias import alias_taken, checked_alias
from safespot_tui.gateway.safespot.budget import Budget
from safespot_tui.gateway.safespot.doorstep import Doorstep
from safespot_tui.gateway.safespot.errors import NOT_A_MEMBER, not_understood, refused_as, rejected
from safespot_tui.gateway.safespot.identifiers import conversation_id as told_conversation_id
from safespot_tui.gateway.safespot.images import ImageFetcher, kind_of
from safespot_tui.gateway.safespot.live import Live
from safespot_tui.gateway.safespot.owed import Owed, is_owed
from safespot_tui.gateway.safespot.performing import Performing
from safespot_tui.gateway.safespot.renewal import Renewal
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.gateway.safespot.secret import Secret
from safespot_tui.gateway.safespot.wire import RoomRow
from safespot_tui.i18n import _

EDIT_WINDOW = timedelta(hours=24)


class SafeSpotGateway:
    """One window of one person on one server.

    The two clients must not share a pool, or a send would wait for a stream to end. Their base URL
    ends in `/api`, their headers name the window, and both are closed by `aclose`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        stream_client: httpx.AsyncClient,
        secret: Secret,
        origin: OriginClientId,
        keep: Callable[[str], None],
        images: ImageFetcher,
        clock: Clock | None = None,
    ) -> None:
        """`keep` is given the line of each secret that replaces the one before."""
        self._origin = origin
        self._me = secret.anonymous_id
        self._keep = keep
        self._images = images
        self._client = client
        self._stream_client = stream_client
        stream_client.headers.update(secret.headers)
        clock = clock or SystemClock()
        doorstep = Doorstep(client, clock.now)
        self._renewal = Renewal(secret, doorstep.bootstrap, self._renewed, clock.now)
        self._budget = Budget()
        self._requests = Requests(client, secret, self._budget, self._renewal.instead_of)
        self._live = Live(self._requests, stream_client, self._me, origin, clock)
        self._budget.throttled = self._live.throttled
        self._owed = Owed(self._me)
        self._performing = Performing(
            self._requests, self._live.replica, self._owed, self._me, origin
        )
        self._opening = asyncio.Lock()
        self._typing: set[ConversationId] = set()
        self._errands: set[asyncio.Task[None]] = set()

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What makes a messenger between two, with what hangs on SafeSpot's reports and storage.

        There are no groups and no muting, a history comes whole, and no stream tells of an edit.
        """
        return frozenset(
            {
                Capability.PRESENCE,
                Capability.RENAME_SELF,
                Capability.STARS,
                Capability.MESSAGE_PINS,
                Capability.IMAGES,
                Capability.REPORTS,
                Capability.LEAVE_DM,
            }
        )

    @property
    def origin(self) -> OriginClientId:
        """This window, as the server is told with every request."""
        return self._origin

    @property
    def edit_window(self) -> timedelta | None:
        """A message may be edited for a day."""
        return EDIT_WINDOW

    @property
    def expires_at(self) -> datetime | None:
        """When the token ends. Without an account it is renewed a day before."""
        return self._renewal.secret.expires_at

    @property
    def moderation(self) -> None:
        """Not offered: this server knows no moderators."""
        return None

    def watch(self, conversation_ids: Sequence[ConversationId]) -> None:
        """Follow the streams of these, too, and look at their histories now and then."""
        self._live.watch(conversation_ids)

    def be_silent(self, *, silent: bool) -> None:
        """Have no stream open, and ask for no history of which others would be told."""
        self._live.be_silent(silent=silent)
        self._typing.clear()
        self._owed.forget()

    @property
    def silent_note(self) -> str:
        """What cannot be had without a word to others."""
        return _("Older messages of what is unread are fetched once you acknowledge it.")

    async def snapshot(self) -> Snapshot:
        """All that the user can see, and the cursor it is true at."""
        await self._renewal.ahead()
        snapshot, own = await asyncio.gather(self._live.snapshot(), self._own())
        users = (*own, *(user for user in snapshot.entities.users if user.id != self._me))
        return structs.replace(snapshot, entities=structs.replace(snapshot.entities, users=users))

    async def _own(self) -> tuple[User, ...]:
        """The user, without an alias if they have none; nothing where the server does not know."""
        profile = await self._requests.profile()
        if profile.is_skeleton:
            return ()
        return (User(id=self._me, alias=safe_line(profile.data.alias or "")),)

    def remember(self, cursor: Cursor) -> None:
        """Count on from where it was counted to. A cursor of another dialect says nothing here."""
        self._live.replica.resume(cursor)

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, then live ones. Close it (`aclosing`) to hang up.

        Opening it tells others that what they wrote has been delivered.
        """
        may_renew = True
        while True:
            await self._renewal.ahead()
            used = self._renewal.secret
            try:
                async with aclosing(self._live.stream(cursor)) as items:
                    async for item in items:
                        may_renew = True
                        cursor = self._noted(item) or cursor
                        yield item
                        await self._renewal.ahead()
            except NotLoggedIn:
                if not may_renew:
                    raise
                may_renew = False
                await self._renewal.instead_of(used)
            else:
                return

    async def history(self, conversation_id: ConversationId, page: Page) -> HistoryPage:
        """A contiguous piece of a conversation, oldest first."""
        return await self._live.history(conversation_id, page)

    async def perform(self, intent: Intent) -> Outcome | None:
        """Do what the user wants; gives the message as it now is, or what is different."""
        outcome = await self._performing.perform(intent)
        if isinstance(intent, SendMessage) and intent.conversation_id in self._typing:
            self._run(self.set_typing(intent.conversation_id, typing=False))
        return outcome

    async def mark_delivered(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Tell the senders of what came and was not delivered by itself that it is here."""
        due = self._owed.due(conversation_id)
        if not due:
            known = self._live.replica.message(message_id)
            due = (message_id,) if known is not None and is_owed(known, self._me) else ()
        if len(due) > 1:
            await self._requests.reconcile_delivered(due)
        elif due:
            try:
                await self._requests.ack_delivered(due[0])
            except Rejected as error:
                if error.status != HTTPStatus.NOT_FOUND:
                    raise
        self._owed.told(conversation_id, *due)

    async def set_typing(self, conversation_id: ConversationId, *, typing: bool) -> None:
        """Tell the others that the user types here, or stopped: that only if they were told."""
        if typing:
            self._typing.add(conversation_id)
        elif conversation_id not in self._typing:
            return
        else:
            self._typing.discard(conversation_id)
        await self._requests.typing(conversation_id, typing=typing)

    async def search_messages(
        self, search: MessageSearch, cursor: SearchCursor | None, limit: int
    ) -> Found:
        """Not offered: what is stored here can be searched here."""
        raise not_offered()

    async def search_users(self, alias: str) -> Sequence[User]:
        """People whose alias contains `alias`; nobody for a single letter."""
        return tuple(map(translate.person, await self._requests.search(alias.strip())))

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> Opened:
        """The conversation with one person, new or existing; about a report, with its author."""
        if user_id == self._me:
            raise rejected(_("You cannot write to yourself."), "self")
        if report_id is not None:
            return await self.discuss_report(report_id)
        async with self._opening:
            return self._opened(await self._requests.open_room(recipient_id=user_id))

    async def discuss_report(self, report_id: ReportId) -> Opened:
        """The conversation about a report with whoever reported it, new or existing."""
        refusals = {400: _("This report is your own."), 404: _("This report is gone.")}
        with refused_as(refusals):
            async with self._opening:
                return self._opened(await self._requests.open_room(report_id=report_id))

    async def report(self, report_id: ReportId) -> Report:
        """A report with all that is told of it."""
        with refused_as({404: _("This report is gone.")}):
            return translate.report(await self._requests.report(report_id))

    async def upload_image(
        self,
        conversation_id: ConversationId,
        client_message_id: ClientMessageId,
        image: bytes,
        sent: Callable[[int, int], None],
    ) -> SafeText:
        """Put an image where the members can fetch it; gives its address, to be sent.

        Asked again it is another one there, of which nobody hears.
        """
        kind = kind_of(image)
        refusals = {400: _("The server does not take this image.")}
        with refused_as(refusals):
            told = await self._requests.upload(
                conversation_id, image, kind.file_name, kind.media_type, sent
            )
        address = safe_line(told)
        if address != told or not address.startswith(("https://", "http://")):
            raise not_understood()
        return address

    async def fetch_image(self, address: str) -> bytes:
        """An image that a message or a report points at. No secret goes along."""
        return await self._images.fetch(address)

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> Opened:
        """Not offered: conversations are between two."""
        raise not_offered()

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        """Not offered: a conversation is called after the other one."""
        raise not_offered()

    async def set_icon(self, conversation_id: ConversationId, icon: SafeText) -> None:
        """Not offered: a conversation has the icon of the other one."""
        raise not_offered()

    async def set_role(self, conversation_id: ConversationId, user_id: UserId, role: Role) -> None:
        """Not offered: in a conversation of two, both are equal."""
        raise not_offered()

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        """Not offered: conversations are between two."""
        raise not_offered()

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        """Leave; nobody else can be taken out. The other one keeps what was written."""
        if user_id != self._me:
            raise not_offered()
        try:
            await self._requests.leave(conversation_id)
        except Rejected as error:
            if error.code != NOT_A_MEMBER:
                raise
        self._owed.all_told(conversation_id)
        self._live.replica.left(conversation_id)

    async def flag(
        self,
        conversation_id: ConversationId,
        flag_id: FlagId,
        about: Flagged,
        reason: SafeText,
    ) -> None:
        """Not offered."""
        raise not_offered()

    async def rename_self(self, alias: SafeText) -> User:
        """Go by another alias."""
        name = checked_alias(alias)
        with refused_as({409: str(alias_taken())}):
            await self._requests.rename(name)
        return User(id=self._me, alias=name)

    async def change_password(self, current: str, password: str) -> None:
        """Left to the web site: what the server answers to it was never seen."""
        raise not_offered()

    async def log_out(self) -> None:
        """Nothing can be done: the server has no way to take a token or a signature back."""

    async def aclose(self) -> None:
        """Close all connections."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self._stream_client.aclose()
        await self._client.aclose()

    def _opened(self, row: RoomRow) -> Opened:
        return Opened(
            conversation_id=told_conversation_id(row.id), entities=self._live.replica.opened(row)
        )

    def _noted(self, item: StreamItem) -> Cursor | None:
        """What an item of the stream means for what is owed, and the cursor that it names."""
        match item:
            case Received(event=event, cursor=cursor):
                self._owed.heard(event)
                return cursor
            case Synced(cursor=cursor):
                return cursor
            case _:
                return None

    def _renewed(self, secret: Secret) -> None:
        self._requests.secret = secret
        self._stream_client.headers.update(secret.headers)
        self._keep(secret.line())

    def _run(self, errand: Coroutine[None, None, None]) -> None:
        """Do what nobody waits for, and whose failure nobody needs to know."""

        async def done() -> None:
            with suppress(GatewayError):
                await errand

        task = asyncio.create_task(done())
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
