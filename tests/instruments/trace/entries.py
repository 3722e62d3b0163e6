"""Traces in which something has happened already."""

from safespot_tui.domain.event import Entities, MessageCreated, Received
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import safe_text
from safespot_tui.instruments.trace.entry import (
    Answered,
    Asked,
    Broke,
    Called,
    Entry,
    Framed,
    Patched,
    Repainted,
    Told,
)
from safespot_tui.instruments.trace.trace import Trace
from tests.sync.still_clock import START, StillClock

PLAZA = ConversationId("c-plaza")
STREAM = {"accept": "text/event-stream", "x-origin-client-id": "window-1"}


class Notes:
    """Writes entries, one after the other, a hundredth of a second apart."""

    def __init__(self, trace: Trace | None = None) -> None:
        self.trace = Trace(StillClock()) if trace is None else trace
        self._at = 0.0

    def _note(self, make: type[Entry], **members: object) -> int:
        self._at += 0.01
        number = self.trace.next_number()
        self.trace.note(make(number=number, at=round(self._at, 3), **members))  # pyright: ignore
        return number

    def call(self, name: str, **about: str) -> int:
        return self._note(Called, name=name, about=about)

    def ask(self, method: str, path: str, body: str = "", of: int | None = None) -> int:
        headers = STREAM if path == "/events" else {"x-origin-client-id": "window-1"}
        return self._note(
            Asked,
            method=method,
            path=path,
            headers=headers,
            body=body,
            size=len(body),
            of=of,
            server="https://chat.example",
        )

    def answer(self, of: int, status: int = 200, body: str = "{}", seconds: float = 0.0) -> int:
        self._at += seconds
        return self._note(Answered, of=of, status=status, body=body, size=len(body))

    def broke(self, of: int, reason: str) -> int:
        return self._note(Broke, of=of, reason=reason)

    def frame(self, of: int, event: str, data: str = "{}", id_: str = "") -> int:
        return self._note(Framed, of=of, event=event, id=id_, data=data, size=len(data) + 30)

    def tell(self, of: int | None, message_id: str = "m-1", position: int = 1) -> int:
        message = Message(
            id=MessageId(message_id),
            conversation_id=PLAZA,
            sender_id=UserId("u-beto"),
            created_at=START,
            position=position,
            content=safe_text("hola"),
        )
        item = Received(MessageCreated(message, Entities()), Cursor("e.7"))
        return self._note(Told, of=of, item=item)

    def patch(self, *causes: int, uncaused: tuple[str, ...] = ()) -> int:
        return self._note(
            Patched,
            of=causes[-1] if causes else None,
            keys=("conversations:detail:c-plaza", "messages:detail:m-1"),
            patches=uncaused or ("MessageCreated",),
            causes=causes,
            uncaused=uncaused,
        )

    def paint(self, of: int, *widgets: str) -> int:
        return self._note(Repainted, of=of, widgets=widgets)

    def stream(self) -> int:
        return self.ask("GET", "/events", of=self.call("stream"))

    def message(self, stream: int) -> int:
        """A frame with all that becomes of it."""
        frame = self.frame(stream, "message-created", '{"id":"m-1"}', "e.7")
        self.paint(self.patch(self.tell(frame)), "inbox", "messages")
        return frame

    def exchange(self, method: str, path: str, status: int, seconds: float = 0.0) -> int:
        asked = self.ask(method, path, of=self.call("perform", conversation_id=PLAZA))
        self.answer(asked, status, seconds=seconds)
        return asked
