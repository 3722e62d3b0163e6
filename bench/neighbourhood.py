"""A large account to measure with: 1,000 conversations, 100,000 messages in the largest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User

START = datetime(2026, 1, 1, tzinfo=UTC)
VOCABULARY = (
    "hola vecino che viste la luz cortada en la esquina anoche parece que vino el patrullero "
    "gracias avisá cualquier cosa los chicos salieron de la escuela hay un perro perdido por "
    "Rivadavia mañana a las nueve reunión en la plaza dale nos vemos"
)


def words(dice: Random, least: int = 1) -> str:
    """What somebody says: `least` to 40 words, 110 characters on the average."""
    return " ".join(dice.choices(VOCABULARY.split(), k=dice.randint(least, 40)))


class Neighbourhood:
    """Deterministic entities by number; nothing is kept that was not asked for."""

    def __init__(self, conversations: int = 1_000, messages: int = 100_000, seed: int = 7) -> None:
        self._seed = seed
        self._random = Random(seed)
        self.me = UserId(self._uuid())
        self.users = [
            User(UserId(self._uuid()), SafeText(f"Vecina {n}")) for n in range(conversations)
        ]
        self.conversation_ids = [ConversationId(self._uuid()) for _ in range(conversations)]
        self.sizes = [1] * conversations
        self.sizes[0] = messages - (conversations - 1)

    @property
    def largest(self) -> ConversationId:
        """The conversation that holds nearly all messages; it is also the newest."""
        return self.conversation_ids[0]

    def _uuid(self, dice: Random | None = None) -> str:
        return str(UUID(int=(dice or self._random).getrandbits(128), version=4))

    def messages(self, number: int) -> Iterator[Message]:
        """The messages of conversation `number`, oldest first; the same each time."""
        dice = Random(self._seed * len(self.users) + number)
        peer, start = self.users[number].id, START - timedelta(hours=number)
        for position in range(1, self.sizes[number] + 1):
            yield Message(
                id=MessageId(self._uuid(dice)),
                conversation_id=self.conversation_ids[number],
                sender_id=self.me if dice.random() < 0.4 else peer,
                created_at=start + timedelta(seconds=position),
                content=SafeText(words(dice)),
                position=position,
                revision=1,
                client_message_id=ClientMessageId(self._uuid(dice)),
            )

    def conversation(self, number: int, last: Message) -> Entities:
        """Conversation `number` with its members and its last message; it has been read."""
        conversation_id = self.conversation_ids[number]
        return Entities(
            conversations=(
                Conversation(
                    id=conversation_id,
                    type=ConversationType.DM,
                    created_at=START,
                    last_message_id=last.id,
                    last_message_at=last.created_at,
                    head_position=last.position,
                ),
            ),
            members=tuple(
                Member(
                    conversation_id=conversation_id,
                    user_id=user_id,
                    joined_at=START,
                    read_position=last.position,
                    delivered_position=last.position,
                )
                for user_id in (self.me, self.users[number].id)
            ),
            messages=(last,),
            users=(self.users[number],),
        )
