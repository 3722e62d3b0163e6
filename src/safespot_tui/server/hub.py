"""Who listens now: open streams, to be woken and to be told what is not worth writing down."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from safespot_tui.contract.events import EventName
from safespot_tui.server.elsewhere import Elsewhere
from safespot_tui.server.frames import ephemeral
from safespot_tui.server.handover import Handover
from safespot_tui.server.listener import Listener
from safespot_tui.server.news import News, Tidings


class Hub:
    """The open streams of all users."""

    def __init__(self, max_per_user: int) -> None:
        self._max_per_user = max_per_user
        self._handover = Handover()
        self._listeners: dict[str, set[Listener]] = {}
        self._readers: dict[int, set[Listener]] = {}
        self.elsewhere = Elsewhere()
        self.closed = False

    def join(self, listener: Listener) -> bool:
        """Whether the user may have one more stream; if so it is told everything from now on."""
        listeners = self._listeners.setdefault(listener.user_id, set())
        if len(listeners) + self.elsewhere.streams_of(listener.user_id) >= self._max_per_user:
            if not listeners:
                del self._listeners[listener.user_id]
            return False
        listeners.add(listener)
        return True

    def leave(self, listener: Listener) -> None:
        """The stream is over."""
        self._read(listener, frozenset())
        listeners = self._listeners[listener.user_id]
        listeners.discard(listener)
        if not listeners:
            del self._listeners[listener.user_id]

    def follow(self, listener: Listener) -> bool:
        """Tell a listener the news of the logs that it has places in, and of no others.

        Whether one of them is new: what was told before has not been told to it.
        """
        position = listener.position
        wanted = frozenset(log for log, _ in position.places) if position else frozenset[int]()
        if wanted == listener.follows:
            return False
        is_new = not wanted <= listener.follows
        self._read(listener, wanted)
        return is_new

    def _read(self, listener: Listener, logs: frozenset[int]) -> None:
        for log in listener.follows - logs:
            self._readers[log].discard(listener)
            if not self._readers[log]:
                del self._readers[log]
        for log in logs - listener.follows:
            self._readers.setdefault(log, set()).add(listener)
        listener.follows = logs

    def is_read(self, log: int) -> bool:
        """Whether somebody reads that conversation's log."""
        return log in self._readers

    def logs(self) -> set[int]:
        """The logs of conversations that somebody reads."""
        return set(self._readers)

    def streams_of(self, user_id: str) -> int:
        """How many streams a user has open here."""
        return len(self._listeners.get(user_id, ()))

    def is_online(self, user_id: str) -> bool:
        """Whether the user has a stream open here."""
        return user_id in self._listeners

    def is_present(self, user_id: str) -> bool:
        """Whether the user has a stream open, here or at another process."""
        return self.is_online(user_id) or self.elsewhere.is_online(user_id)

    def present(self) -> set[str]:
        """Everybody who has a stream open, here or at another process."""
        return {*self._listeners, *self.elsewhere.online()}

    def online(self) -> set[str]:
        """Everybody who has a stream open here."""
        return set(self._listeners)

    def sessions(self) -> set[str]:
        """The sessions that have a stream open here, by the hashes of their tokens."""
        return {each.session for listeners in self._listeners.values() for each in listeners}

    def wake_sessions(self, gone: Collection[str]) -> None:
        """The streams of these sessions have to read for themselves whether they are over."""
        for listeners in self._listeners.values():
            self._tell((each for each in listeners if each.session in gone), None)

    def wake(self, user_ids: Iterable[str]) -> None:
        """These users have something to read, or a session less."""
        for user_id in user_ids:
            self._tell(self._listeners.get(user_id, ()), None)

    def wake_logs(self, logs: Iterable[int]) -> None:
        """Who reads these logs has something to read."""
        for log in logs:
            self._tell(self._readers.get(log, ()), None)

    def wake_behind(self, heads: Mapping[str, int]) -> None:
        """By user, where their logs end: whoever has not come that far has something to read."""
        for user_id, head in heads.items():
            for listener in self._listeners.get(user_id, ()):
                listener.wake_behind(None, head)

    def wake_logs_behind(self, heads: Mapping[int, int]) -> None:
        """As `wake_behind`, by log of a conversation."""
        for log, head in heads.items():
            for listener in self._readers.get(log, ()):
                listener.wake_behind(log, head)

    async def tell(self, user_ids: Iterable[str], logs: Iterable[int], tidings: Tidings) -> None:
        """These users, and who reads these logs, have something new; of some it is known what.

        Told at once; returns when who is live has been sent it.
        """
        due: list[Listener] = []
        for user_id in user_ids:
            due += self._tell(self._listeners.get(user_id, ()), tidings.of_users.get(user_id))
        for log in logs:
            due += self._tell(self._readers.get(log, ()), tidings.of_logs.get(log))
        await self._handover.send(due)

    def _tell(self, listeners: Iterable[Listener], known: News | None) -> list[Listener]:
        """Those who are to be sent it; the others are, or read it."""
        if known is None:
            for listener in listeners:
                listener.wake()
            return []
        return [listener for listener in listeners if listener.tell(known)]

    def tell_typing(
        self,
        user_ids: Iterable[str],
        typist_id: str,
        conversation_id: str,
        *,
        typing: bool,
        log: int | None = None,
    ) -> None:
        """Tell these users, and the others who read that log, that somebody types, or stopped."""
        name = EventName.TYPING
        frame = ephemeral(name, typist_id, conversation_id, typing=typing)
        subject = (name, conversation_id, typist_id)
        self._whisper(user_ids, subject, frame)
        for listener in self._readers.get(log, ()) if log is not None else ():
            if listener.user_id != typist_id:
                listener.whisper(subject, frame)

    def tell_presence(self, user_ids: Iterable[str], user_id: str) -> None:
        """Tell these users whether somebody is here now."""
        self._whisper(user_ids, (EventName.PRESENCE, user_id), self._presence(user_id))

    def greet(self, listener: Listener, user_ids: Iterable[str]) -> None:
        """Tell one stream which of these users are here."""
        for user_id in user_ids:
            if self.is_present(user_id):
                listener.whisper((EventName.PRESENCE, user_id), self._presence(user_id))

    def close(self) -> None:
        """End every stream, and let no new one begin."""
        self.closed = True
        self._handover.all()
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()

    def _whisper(self, user_ids: Iterable[str], subject: tuple[str, ...], frame: bytes) -> None:
        for user_id in user_ids:
            for listener in self._listeners.get(user_id, ()):
                listener.whisper(subject, frame)

    def _presence(self, user_id: str) -> bytes:
        online = self.is_present(user_id)
        last_seen_at = None if online else datetime.now(UTC).isoformat()
        return ephemeral(EventName.PRESENCE, user_id, online=online, last_seen_at=last_seen_at)
