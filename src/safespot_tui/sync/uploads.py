"""Images on their way out.

::

    file kept ──▶ intent kept ──▶ (its turn) uploaded ──▶ address kept ──▶ sent ──▶ file removed
                       ▲                 │  │                         │               ▲
                       └── interrupted ──┴──┼─────── refused ─────────┘               │
                begun anew, under the same  └── given up ─────────────────────────────┘
                id
"""

from asyncio import CancelledError, Task, create_task, to_thread
from collections.abc import Iterable

from msgspec import structs

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.archive.outgoing import Outgoing
from safespot_tui.domain.ids import ClientMessageId, MessageId, OriginClientId, temp_id
from safespot_tui.domain.intent import Intent, OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.patch import OutboxPut, ProgressEnded, ProgressPut
from safespot_tui.store.progress import Progress, Work
from safespot_tui.sync.errors import OutboxFull
from safespot_tui.sync.keeper import Keeper


class Uploads:
    """Puts the image of an intent where its message will point."""

    def __init__(self, keeper: Keeper, outgoing: Outgoing, origin: OriginClientId) -> None:
        """`origin` is this window: it removes only the files of its own intents."""
        self._keeper = keeper
        self._outgoing = outgoing
        self._origin = origin
        self._files = self._own()
        self._under_way: dict[int, Task[SafeText]] = {}
        """Uploads by the sequence of their intent."""

    async def keep(self, client_message_id: ClientMessageId, image: bytes) -> str:
        """The name under which the image waits from here on. Raises `OutboxFull`."""
        try:
            await to_thread(self._outgoing.put, client_message_id, image)
        except ArchiveError as error:
            raise OutboxFull(str(error)) from error
        return client_message_id

    async def prune(self) -> None:
        """Remove what crashes have left behind."""
        await to_thread(self._outgoing.prune, _named(self._keeper.store.outbox))

    async def uploaded(self, gateway: Gateway, item: OutboxItem) -> OutboxItem:
        """`item`, its image with an address, which is durable. Raises `GatewayError`."""
        intent = item.intent
        if not isinstance(intent, SendMessage) or not intent.file or intent.content:
            return item
        try:
            image = await to_thread(self._outgoing.read, intent.file)
        except OSError as error:
            if (address := self._address_of_sent(intent)) is None:
                raise _gone() from error
            return structs.replace(item, intent=structs.replace(intent, content=address))

        def sent(done: int, total: int) -> None:
            where = intent.conversation_id
            progress = Progress(Work.UPLOAD, intent.client_message_id, done, total, where)
            self._keeper.apply(ProgressPut(progress))

        sent(0, len(image))
        upload = create_task(
            gateway.upload_image(intent.conversation_id, intent.client_message_id, image, sent)
        )
        self._under_way[item.sequence] = upload
        try:
            address = await upload
        except CancelledError:
            if item.sequence in self._under_way:
                raise
            raise _gone() from None
        finally:
            self._under_way.pop(item.sequence, None)
            self._keeper.apply(ProgressEnded(Work.UPLOAD, intent.client_message_id))
        # What it answers may have got its name meanwhile.
        outbox = self._keeper.store.outbox
        now = next((each for each in outbox if each.sequence == item.sequence), None)
        if now is None or not isinstance(now.intent, SendMessage):
            raise _gone()
        addressed = structs.replace(now, intent=structs.replace(now.intent, content=address))
        self._keeper.put(structs.replace(addressed, state=OutboxState.QUEUED))
        self._keeper.apply(OutboxPut(addressed))
        return addressed

    def _address_of_sent(self, intent: SendMessage) -> SafeText | None:
        """Where the image is, if a window that has died sent it and could not write that down.

        To ask for the same once more changes nothing, and the answer settles the intent.
        """
        store, row_key = self._keeper.store, temp_id(intent.client_message_id)
        for row in reversed(store.timeline(intent.conversation_id).rows):
            message = store.base_message(MessageId(row))
            if message is not None and message.row_key == row_key:
                return message.content
        return None

    def give_up(self, sequence: int) -> bool:
        """Break off the upload of an intent; whether there was one, so that nothing was sent."""
        upload = self._under_way.get(sequence)
        if upload is None or not upload.cancel():
            return False
        del self._under_way[sequence]
        return True

    def after(self, batch: Batch) -> None:
        """Note the files that intents of this window name."""
        if keys.OUTBOX in batch.keys:
            self._files |= self._own()

    def tidy(self) -> None:
        """What is sent or given up needs its file no more, once that is durable.

        Not before: whoever takes over from a crash would have the intent without its file. An
        intent of another window may only have changed hands when it is not shown any more.
        """
        own = self._own()
        for name in self._files - own:
            self._outgoing.remove(name)
        self._files = own

    def _own(self) -> set[str]:
        return _named(item for item in self._keeper.store.outbox if item.owner == self._origin)


def _named(items: Iterable[OutboxItem]) -> set[str]:
    """The files that intents name."""
    intents = (item.intent for item in items)
    return {each.file for each in intents if isinstance(each, SendMessage) and each.file}


def without_address(intent: Intent) -> Intent:
    """An image whose file is still here as it was before it was uploaded; all else as it is."""
    if isinstance(intent, SendMessage) and intent.file:
        return structs.replace(intent, content=SafeText(""))
    return intent


def _gone() -> Rejected:
    said = _("The image is not here any more. Discard this message and send it again.")
    return Rejected(SafeText(said), code="image_gone", status=404)
