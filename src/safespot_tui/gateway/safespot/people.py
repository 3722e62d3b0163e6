"""The others: who is there, and who types."""

from safespot_tui.domain.event import PresenceChanged, TypingChanged
from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.safespot.events import PresenceSource, PresenceTold, TypingTold
from safespot_tui.gateway.safespot.memory import Memory
from safespot_tui.gateway.safespot.presence import Presence


class People:
    """Tells of those whom the user has a conversation with, and of nobody else."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._presence = Presence()

    def is_online(self, user_id: UserId) -> bool:
        """Whether somebody is taken to be there."""
        return self._presence.is_online(user_id)

    def forget(self) -> None:
        """Nothing was told yet."""
        self._presence.forget()

    def is_peer(self, user_id: UserId) -> bool:
        """Whether the user has a conversation with somebody."""
        return user_id != self._memory.me and any(
            r.peer == user_id for r in self._memory.rooms.values()
        )

    def alive(self, user_id: UserId) -> None:
        """Somebody did something."""
        if self._presence.alive(user_id, self._memory.clock.monotonic()):
            self._memory.tell(PresenceChanged(user_id, online=True), lasts=False)

    def counted(self, user_id: UserId, *, online: bool, tell: bool) -> None:
        """The server counts somebody among those who are there, or does not."""
        now, source = self._memory.clock.monotonic(), PresenceSource.COUNTER
        if self._presence.told(user_id, online=online, source=source, now=now) and tell:
            self._memory.tell(PresenceChanged(user_id, online), lasts=False)

    def take_typing(self, told: TypingTold) -> None:
        """Somebody types; the user's own typing comes back, too."""
        room = self._memory.rooms.get(told.conversation_id)
        who = told.user_id or (room.peer if room else None)
        if room is None or who is None or who == self._memory.me:
            return
        if told.typing:
            self.alive(who)
        self._memory.tell(TypingChanged(room.id, who, told.typing), lasts=False)

    def take_presence(self, told: PresenceTold) -> None:
        """Somebody came or went, perhaps a stranger."""
        if not self.is_peer(told.user_id):
            return
        if self._presence.told(
            told.user_id, online=told.online, source=told.source, now=self._memory.clock.monotonic()
        ):
            self._memory.tell(
                PresenceChanged(told.user_id, told.online, told.last_seen_at), lasts=False
            )
