"""What is found by what, wherever it is looked for: the archive and the server are held to it."""

from datetime import UTC, datetime, timedelta

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import Entities, Snapshot
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.search import MessageSearch
from safespot_tui.domain.search_query import parse_query
from safespot_tui.domain.text import safe_text
from safespot_tui.domain.user import User
from safespot_tui.store.store import Store
from safespot_tui.sync.search import resolved

ANA, BETO = UserId("u-ana"), UserId("u-beto")
PLAZA, DM = ConversationId("c-plaza"), ConversationId("c-dm")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BEGINNING = datetime(2026, 10, 30, 9, tzinfo=UTC)

IMAGE_ADDRESS = "https://images.example/plomero.png"
_TEXT, _IMAGE, _SYSTEM = MessageType.TEXT, MessageType.IMAGE, MessageType.SYSTEM
_WRITTEN = (
    ("esquina", ANA, PLAZA, _TEXT, "El plomero de la esquina cobra caro"),
    ("alguien", BETO, PLAZA, _TEXT, "¿Alguien conoce a un PLOMERO bueno, de la zona?"),
    ("lluvia", BETO, DM, _TEXT, "Mañana llueve: HTTPS://clima.example/caballito"),
    ("notice", ANA, PLAZA, _SYSTEM, ""),
    ("photo", ANA, PLAZA, _IMAGE, "El techo de la plaza"),
    ("gone", ANA, PLAZA, _TEXT, "plomero borrado"),
    ("decomposed", ANA, DM, _TEXT, "Canción de cuna"),
    ("composed", BETO, DM, _TEXT, "CANCIÓN; la misma"),
    ("marks", BETO, DM, _TEXT, 'C++ no es "SQL" AND -- NEAR(x) * 😀 3-4'),
    ("abroad", ANA, DM, _TEXT, "東京 タワー, МОСКВА"),
)


def written() -> list[Message]:
    """The messages, a day apart, the oldest first."""
    return [
        Message(
            id=MessageId(name),
            conversation_id=conversation_id,
            sender_id=sender_id,
            created_at=BEGINNING + timedelta(days=index),
            content=safe_text(
                IMAGE_ADDRESS if type_ is _IMAGE else "" if name == "gone" else content
            ),
            caption=safe_text(content if type_ is _IMAGE else ""),
            type=type_,
            deleted_at=NOW if name == "gone" else None,
            position=index + 1,
        )
        for index, (name, sender_id, conversation_id, type_, content) in enumerate(_WRITTEN)
    ]


def known() -> Store:
    """Ana's store: who is who, and which conversation is called what."""
    conversations = (
        Conversation(PLAZA, ConversationType.GROUP, BEGINNING, name=safe_text("Plaza Giordano")),
        Conversation(DM, ConversationType.DM, BEGINNING),
    )
    members = tuple(Member(c, u, BEGINNING) for c in (PLAZA, DM) for u in (ANA, BETO))
    users = (User(ANA, safe_text("Ana María")), User(BETO, safe_text("Beto Núñez")))
    store = Store()
    entities = Entities(conversations=conversations, members=members, users=users)
    store.apply(Snapshot(ANA, Cursor("e.1"), entities))
    return store


def asked(typed: str) -> MessageSearch:
    """What somebody who types this in Ana's client looks for."""
    search, doubts = resolved(parse_query(typed, NOW), known(), None)
    assert search is not None, doubts
    return search


CASES: dict[str, list[str]] = {
    # The newest first, case and accents do not count, a word finds what begins with it.
    "plomero": ["alguien", "esquina"],
    "plom": ["alguien", "esquina"],
    "PLOMÉRO": ["alguien", "esquina"],
    "lomero": [],
    "cancion": ["composed", "decomposed"],
    "canción": ["composed", "decomposed"],
    "canci": ["composed", "decomposed"],
    "cancio\u0301n": ["composed", "decomposed"],
    # All words, in any order, in one message.
    "caro plomero": ["esquina"],
    "bueno caro": [],
    # In quotes: these words, next to each other, and no more of them.
    '"plomero de la"': ["esquina"],
    '"de la"': ["photo", "alguien", "esquina"],
    '"plom"': [],
    '"la plomero"': [],
    "“plomero de la”": ["esquina"],
    '"plomero de la esq': ["esquina"],
    # One letter finds itself only.
    "c": ["marks"],
    "x": ["marks"],
    "e": [],
    "clima.exa": ["lluvia"],
    "3-4": ["marks"],
    "東京": ["abroad"],
    "東": [],
    "タワ": ["abroad"],
    "москв": ["abroad"],
    "Москва": ["abroad"],
    # Nothing of it is an operator of the database.
    "sql AND near": ["marks"],
    "NOT": [],
    "plomero OR cancion": [],
    # Who, where, when, what.
    "from:beto": ["marks", "composed", "lluvia", "alguien"],
    "de:nunez plomero": ["alguien"],
    'from:"ana maria" plomero': ["esquina"],
    "from:me": ["abroad", "decomposed", "photo", "esquina"],
    "de:yo de:beto plomero": ["alguien", "esquina"],
    "in:giordano": ["photo", "alguien", "esquina"],
    "en:plaza caro": ["esquina"],
    "in:beto canc": ["composed", "decomposed"],
    "before:2026-11-01 plomero": ["alguien", "esquina"],
    "before:2026-10-31 plomero": ["esquina"],
    "after:2026-10-31 plomero": ["alguien"],
    "despues:31/10/2026 antes:1/11/2026": ["alguien"],
    "el:2026-10 plomero": ["alguien", "esquina"],
    "on:30/10": ["esquina"],
    "antes:2026": [],
    "has:image": ["photo"],
    "con:imagen de:yo": ["photo"],
    "has:link": ["lluvia"],
    "con:enlace llueve": ["lluvia"],
    "has:link has:image": [],
    "has:image plomero": [],
    "techo": ["photo"],
    "has:image techo": ["photo"],
    "borrado": [],
}
