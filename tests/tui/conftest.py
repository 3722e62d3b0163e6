"""A neighbourhood in Buenos Aires on a Tuesday afternoon, always the same; nobody is real."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import UNSET, UnsetType

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    Entities,
    HistoryPage,
    PresenceChanged,
)
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    MessageId,
    OriginClientId,
    ReportId,
    UserId,
    temp_id,
)
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    OutboxItem,
    React,
    SendMessage,
    SetFlags,
)
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, DraftPut, OutboxDropped, OutboxPut, Restored
from safespot_tui.store.store import Store
from safespot_tui.store.timeline import GapId

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
NOW = datetime(2026, 11, 24, 16, 42, tzinfo=ZONE)
ME = UserId("u-vera")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-screenshots",
        action="store_true",
        help="write the screens as they look now instead of comparing them",
    )


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Builder:
    """Writes conversations down one line at a time."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.entities = Entities()
        self._count = 0

    def person(self, name: str, alias: str) -> UserId:
        user = User(UserId(f"u-{name}"), SafeText(alias))
        self._add(users=(user,))
        return user.id

    def report(self, name: str, title: str, category: str) -> ReportId:
        report = Report(ReportId(f"r-{name}"), SafeText(title), SafeText(category))
        self._add(reports=(report,))
        return report.id

    def conversation(
        self,
        name: str,
        lines: Sequence[tuple[str, str, str]],
        *,
        others: Sequence[str],
        title: str = "",
        icon: str = "",
        report: ReportId | None = None,
        unread: int = 0,
        read_by_others: bool = True,
        muted: bool = False,
        pinned: bool = False,
        archived: bool = False,
        marked_unread: bool = False,
    ) -> ConversationId:
        """`lines` are (when, who, what), oldest first; "-" for a reader's own name is ME."""
        conversation_id = ConversationId(f"c-{name}")
        messages: list[Message] = []
        position = 0
        for when, who, what in lines:
            position += 1
            self._count += 1
            messages.append(
                Message(
                    id=MessageId(f"m-{name}-{position:03}"),
                    conversation_id=conversation_id,
                    sender_id=ME if who == "me" else UserId(f"u-{who}"),
                    created_at=moment(when),
                    content=SafeText(what),
                    position=position,
                )
            )
        last = messages[-1] if messages else None
        conversation = Conversation(
            id=conversation_id,
            type=ConversationType.GROUP if title else ConversationType.DM,
            created_at=NOW - timedelta(days=60),
            report_id=report,
            name=SafeText(title),
            icon=SafeText(icon),
            last_message_id=last.id if last else None,
            last_message_at=last.created_at if last else None,
            head_position=position,
        )
        seen = position if read_by_others else max(0, position - 1)
        members = [
            Member(
                conversation_id,
                ME,
                conversation.created_at,
                Role.OWNER if title else Role.MEMBER,
                read_position=position - unread,
                delivered_position=position,
                pinned=pinned,
                archived=archived,
                muted_until=NOW + timedelta(days=365) if muted else None,
                marked_unread=marked_unread,
            ),
            *(
                Member(
                    conversation_id,
                    UserId(f"u-{other}"),
                    conversation.created_at,
                    read_position=seen,
                    delivered_position=position,
                )
                for other in others
            ),
        ]
        self._add(conversations=(conversation,), members=tuple(members), messages=tuple(messages))
        return conversation_id

    def _add(self, **tables: tuple[Any, ...]) -> None:
        self.entities = Entities(
            **{
                name: (*getattr(self.entities, name), *tables.get(name, ()))
                for name in Entities.__struct_fields__
            }
        )


def moment(words: str) -> datetime:
    """`14:05` of today, or `3 14:05` three days ago, as UTC like a server tells it."""
    days, _, clock = words.rpartition(" ")
    hour, minute = map(int, clock.split(":"))
    day = NOW - timedelta(days=int(days or 0))
    return day.replace(hour=hour, minute=minute, second=0).astimezone(UTC)


def build_neighbourhood() -> tuple[Store, Sequence[HistoryPage]]:
    """The store as the archive would restore it, and the history of two conversations."""
    build = Builder()
    for name, alias in (
        ("vera", "Vera"),
        ("ana", "Ana Belén"),
        ("luis", "Luis Ocampo"),
        ("mirta", "Mirta Sosa"),
        ("tomas", "Tomás"),
        ("rocio", "Rocío del 3º B"),
        ("julian", "Julián Paz"),
        ("kiosco", "Kiosco Lo de Pepe"),
        ("nora", "Nora Quiroga"),
        ("facu", "Facundo"),
    ):
        build.person(name, alias)
    bache = build.report("bache", "Bache en Lavalle 1200", "Vía pública")
    luz = build.report("luz", "Luminaria apagada en Plaza Mitre", "Alumbrado")
    robo = build.report("robo", "Robo de bicicleta en Sarmiento 845", "Seguridad")

    build.conversation(
        "cuadra",
        [
            ("1 21:14", "mirta", "Buenas noches, ¿a alguien más se le cortó la luz?"),
            ("1 21:15", "tomas", "Sí, de este lado también. Desde las nueve."),
            ("1 21:22", "me", "Llamé a la distribuidora: dicen que vuelve antes de medianoche."),
            ("1 21:23", "mirta", "Gracias, Vera 🙏"),
            ("1 23:48", "tomas", "Volvió."),
            ("15:58", "ana", "Hoy a las 19 nos juntamos en la plaza para lo de las luces."),
            ("15:59", "ana", "¿Quién puede llevar la planilla de firmas?"),
            ("16:02", "luis", "Yo la tengo impresa. Llevo también el mate."),
            ("16:05", "me", "Voy. Llevo las fotos de las luminarias apagadas, son siete en total."),
            ("16:31", "mirta", "Yo llego un poco después, salgo del trabajo a las siete."),
            ("16:33", "mirta", "Si hace falta firmo antes, avísenme."),
            ("16:40", "luis", "No te preocupes, nos quedamos hasta las ocho 👍"),
        ],
        others=("ana", "luis", "mirta", "tomas"),
        title="Vecinos de la cuadra",
        icon="🏠",
        unread=3,
        pinned=True,
    )
    build.conversation(
        "bache",
        [
            ("2 10:12", "julian", "Pasó la cuadrilla a medir. Dicen que la semana que viene."),
            ("2 10:20", "me", "Perfecto, dejo el reporte abierto hasta ver el asfalto."),
            ("13:05", "julian", "Hoy pusieron las vallas."),
        ],
        others=("julian",),
        report=bache,
        unread=1,
    )
    build.conversation(
        "ana",
        [
            ("15:20", "ana", "¿Me pasás el contacto del electricista?"),
            ("15:21", "me", "Dale, ahora te lo busco"),
        ],
        others=("ana",),
    )
    build.conversation(
        "luz",
        [
            ("1 18:02", "rocio", "Subí la foto nueva al reporte."),
            ("1 18:30", "nora", "Yo puedo hablar con la comuna el jueves."),
        ],
        others=("rocio", "nora"),
        title="Luces de Plaza Mitre",
        report=luz,
    )
    build.conversation(
        "kiosco",
        [("12:10", "kiosco", "Tenemos la encomienda tuya, pasá cuando quieras.")],
        others=("kiosco",),
        marked_unread=True,
    )
    build.conversation(
        "futbol",
        [
            ("11:00", "facu", "¿Somos diez para el sábado?"),
            ("11:04", "tomas", "Conmigo nueve."),
            ("11:30", "facu", "Falta uno entonces, pregunto en el club."),
        ],
        others=("facu", "tomas"),
        title="Fútbol de los sábados",
        icon="⚽",
        unread=2,
        muted=True,
    )
    build.conversation(
        "robo",
        [("4 09:15", "nora", "La cámara del edificio de enfrente apunta justo a la puerta.")],
        others=("nora",),
        report=robo,
    )
    build.conversation(
        "rocio",
        [("6 20:40", "me", "Gracias por guardarme el paquete, Rocío.")],
        others=("rocio",),
        read_by_others=False,
    )
    build.conversation(
        "viejo",
        [("40 10:00", "luis", "Listo, quedó arreglado el portón.")],
        others=("luis",),
        archived=True,
    )

    store = Store()
    entities = build.entities
    store.apply(Restored(ME, entities))
    by_conversation: dict[ConversationId, list[Message]] = {}
    for message in entities.messages:
        by_conversation.setdefault(message.conversation_id, []).append(message)
    for conversation_id, messages in by_conversation.items():
        store.apply(HistoryPage(conversation_id, tuple(messages), False, False))
    store.apply(
        PresenceChanged(UserId("u-ana"), online=True),
        PresenceChanged(UserId("u-julian"), online=True),
        DraftPut(Draft(ConversationId("c-ana"), "Se llama Oscar, el número es")),
        ConnectionPut(Connection(ConnectionState.LIVE, heard_at=NOW)),
    )
    return store, ()


class FakeEngine:
    """A messenger without a network: intents wait in the outbox, requests answer or refuse."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.capabilities = frozenset(Capability)
        self.calls: list[tuple[object, ...]] = []
        self.refusal: GatewayError | None = None
        self.running = asyncio.Event()
        self.stopped = False
        self._sequence = 100

    async def run(self) -> None:
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped = True

    def _put(self, intent: Intent) -> OutboxItem:
        self._sequence += 1
        item = OutboxItem(self._sequence, OriginClientId("here"), intent, NOW)
        self.store.apply(OutboxPut(item))
        return item

    async def send(
        self, conversation_id: ConversationId, text: str, reply_to_id: MessageId | None = None
    ) -> MessageId:
        self.calls.append(("send", conversation_id, text, reply_to_id))
        client_message_id = ClientMessageId(f"own-{self._sequence}")
        self._put(SendMessage(conversation_id, client_message_id, SafeText(text), reply_to_id))
        return temp_id(client_message_id)

    def _place_of(self, message_id: MessageId) -> ConversationId:
        message = self.store.message(message_id)
        assert message is not None
        return message.conversation_id

    async def edit(self, message_id: MessageId, text: str) -> None:
        self.calls.append(("edit", message_id, text))
        self._put(EditMessage(self._place_of(message_id), message_id, SafeText(text)))

    async def delete(self, message_id: MessageId) -> None:
        self.calls.append(("delete", message_id))
        self._put(DeleteMessage(self._place_of(message_id), message_id))

    async def react(self, message_id: MessageId, emoji: SafeText, *, present: bool) -> None:
        self.calls.append(("react", message_id, emoji, present))
        self._put(React(self._place_of(message_id), message_id, emoji, present))

    def show(self, conversation_id: ConversationId | None) -> None:
        self.calls.append(("show", conversation_id))
        if conversation_id is not None:
            self.mark_read(conversation_id)

    def set_focused(self, *, focused: bool) -> None:
        self.calls.append(("set_focused", focused))

    def mark_read(self, conversation_id: ConversationId) -> None:
        conversation = self.store.conversation(conversation_id)
        if conversation and conversation.last_message_id and self.store.is_unread(conversation_id):
            self._put(
                MarkRead(conversation_id, conversation.last_message_id, conversation.head_position)
            )

    def set_flags(
        self,
        conversation_id: ConversationId,
        *,
        pinned: bool | UnsetType = UNSET,
        archived: bool | UnsetType = UNSET,
        muted_until: datetime | UnsetType | None = UNSET,
        marked_unread: bool | UnsetType = UNSET,
    ) -> None:
        self._put(SetFlags(conversation_id, pinned, archived, muted_until, marked_unread))

    def save_draft(self, draft: Draft) -> None:
        self.store.apply(DraftPut(draft))

    def typed(self, conversation_id: ConversationId) -> None:
        self.calls.append(("typed", conversation_id))

    async def retry(self, sequence: int) -> None:
        self.calls.append(("retry", sequence))

    async def discard(self, sequence: int) -> None:
        self.calls.append(("discard", sequence))
        self.store.apply(OutboxDropped(sequence))

    async def load_older(self, conversation_id: ConversationId) -> None:
        self.calls.append(("load_older", conversation_id))

    async def fill_gap(self, conversation_id: ConversationId, gap_id: GapId) -> None:
        self.calls.append(("fill_gap", conversation_id, gap_id))

    def _request(self, *call: object) -> None:
        self.calls.append(call)
        if self.refusal is not None:
            raise self.refusal

    async def search_users(self, alias: str) -> Sequence[User]:
        self._request("search_users", alias)
        users = self.store.base_entities().users
        return [user for user in users if alias.casefold() in user.alias.casefold()]

    async def create_dm(self, user_id: UserId, report_id: ReportId | None = None) -> ConversationId:
        self._request("create_dm", user_id, report_id)
        for conversation_id in self.store.inbox():
            others = [member.user_id for member in self.store.others(conversation_id)]
            if others == [user_id]:
                return conversation_id
        return ConversationId("c-ana")

    async def create_group(self, name: SafeText, user_ids: Sequence[UserId]) -> ConversationId:
        self._request("create_group", name, tuple(user_ids))
        return ConversationId("c-cuadra")

    async def rename_conversation(self, conversation_id: ConversationId, name: SafeText) -> None:
        self._request("rename_conversation", conversation_id, name)

    async def add_members(
        self, conversation_id: ConversationId, user_ids: Sequence[UserId]
    ) -> None:
        self._request("add_members", conversation_id, tuple(user_ids))

    async def remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        self._request("remove_member", conversation_id, user_id)

    async def rename_self(self, alias: SafeText) -> None:
        self._request("rename_self", alias)

    async def log_out(self) -> None:
        self._request("log_out")
