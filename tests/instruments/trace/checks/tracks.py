"""Traces as short as they can be, of either dialect."""

import json
from typing import Any

from safespot_tui.gateway.safespot.timestamps import milliseconds, timestamp
from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Disturbed, Entry, Framed
from safespot_tui.instruments.trace.finding import Fault

ME, OTHER, THIRD = (f"{n}0000000-0000-4000-8000-00000000000{n}" for n in "abc")
ROOM = "d0000000-0000-4000-8000-00000000000d"


def named(number: int) -> str:
    """The id of a message."""
    return f"e0000000-0000-4000-8000-{number:012}"


class Track:
    """Notes what happens; each entry a second after the one before."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    @property
    def faults(self) -> list[Fault]:
        """What is found, in order."""
        return [fault for fault, _ in self.found]

    @property
    def found(self) -> list[tuple[Fault, str]]:
        """The same, with what it is about."""
        return [(one.fault, one.about) for one in findings(self.entries)]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> int:
        named_so = {name.replace("_", "-"): value for name, value in headers.items()}
        text = "" if body is None else json.dumps(body)
        return self._note(Asked, method, path, named_so, text, len(text))

    def answer(self, of: int, answer: Any, status: int = 200) -> None:
        text = json.dumps(answer)
        self._note(Answered, of, status, text, len(text))

    def frame(self, of: int, event: str, data: Any, cursor: str = "") -> None:
        text = "" if data is None else json.dumps(data)
        self._note(Framed, of, event, cursor, text, len(text))

    def beat(self, of: int) -> None:
        self.frame(of, "", None)

    def cut(self, of: int) -> None:
        self._note(Broke, of, "ReadError")

    def disturb(self, knob: str, of: int | None) -> None:
        self._note(Disturbed, of, knob, "it")

    def _note(self, kind: Any, *fields: Any) -> int:
        number = len(self.entries) + 1
        if kind is Asked:
            self.entries.append(Asked(number, float(number), *fields))
        else:
            self.entries.append(kind(number, fields[0], float(number), *fields[1:]))
        return number


class GlobalChat(Track):
    """What a client of the bundled server has crossed its line."""

    def open(self, place: int | None) -> int:
        headers = {} if place is None else {"last_event_id": f"aa.{place}"}
        return self.ask("GET", "/events", **headers)

    def tell(self, of: int, place: int, position: int, sender: str = OTHER) -> None:
        """A message; its number is its position."""
        partial = {"position": position, "sender_id": sender, "content": "x"}
        payload = {"id": named(position), "conversation_id": ROOM, "partial": partial}
        data = {"event": "message-created", "payload": payload}
        self.frame(of, "message-created", data, f"aa.{place}")

    def event(self, of: int, place: int, name: str, **payload: Any) -> None:
        self.frame(of, name, {"event": name, "payload": payload}, f"aa.{place}")

    def skip(self, of: int, place: int) -> None:
        self.frame(of, "", None, f"aa.{place}")

    def sync(self, of: int, place: int) -> None:
        self.event(of, place, "sync", partial={"cursor": f"aa.{place}", "heartbeat_seconds": 1})

    def snapshot(
        self, head: int, place: int = 0, read: int = 0, last: int | None = None, **last_read: str
    ) -> None:
        """The conversation, whose last message has the position `last`, or else `head`."""
        last = head if last is None else last
        conversation = {"id": ROOM, "head_position": head, "last_message_id": named(last)}
        entities = {
            "conversations": {ROOM: conversation},
            "members": {ROOM: {ME: {"read_position": read, **last_read}}},
            "messages": {named(last): self.message(last)} if last else {},
        }
        of = self.ask("GET", "/sync")
        self.answer(of, {"me": ME, "cursor": f"aa.{place}", "entities": entities})

    def send(self, position: int) -> None:
        of = self.ask("POST", f"/conversations/{ROOM}/messages", {"content": "x"})
        self.accept(of, position)

    def accept(self, of: int, position: int) -> None:
        entities = {"messages": {named(position): self.message(position, ME)}}
        self.answer(of, {"id": named(position), "entities": entities}, 201)

    def page(self, *positions: int, sender: str = OTHER) -> None:
        entities = {"messages": {named(n): self.message(n, sender) for n in positions}}
        of = self.ask("GET", f"/conversations/{ROOM}/messages?limit=50")
        self.answer(of, {"ids": [named(n) for n in positions], "entities": entities})

    def message(self, position: int, sender: str = OTHER) -> dict[str, Any]:
        place = {"id": named(position), "conversation_id": ROOM}
        return {**place, "position": position, "sender_id": sender}


class SafeSpot(Track):
    """What a client of the API deployed today has crossed its line."""

    def open(self) -> int:
        of = self.ask("GET", f"/api/realtime/user/{ME}", x_anonymous_id=ME)
        self.frame(of, "connected", {"type": "connected"})
        return of

    def open_room(self) -> int:
        of = self.ask("GET", f"/api/realtime/chats/{ROOM}", x_anonymous_id=ME)
        self.frame(of, "connected", {"type": "connected"})
        return of

    def tell(self, of: int, second: float, sender: str = OTHER, name: str = "chat-update") -> None:
        """A message; its number is its time, in milliseconds since some moment."""
        message = self.row(second, sender)
        partial = message if name == "new-message" else {"message": message}
        self.frame(of, name, {"type": name, "conversationId": ROOM, "partial": partial})

    def rooms(self, newest: float, unread: int = 0, room: str = ROOM) -> None:
        row = {"id": room, "last_message_at": _time(newest), "unread_count": unread}
        self.answer(self.ask("GET", "/api/chats/rooms", x_anonymous_id=ME), [row])

    def history(self, *rows: dict[str, Any], since: str = "", status: int = 200) -> None:
        path = f"/api/chats/rooms/{ROOM}/messages{since and f'?since={since}'}"
        self.answer(self.ask("GET", path, x_anonymous_id=ME), list(rows), status)

    def catch_up(self, since: float, *rows: dict[str, Any]) -> None:
        moment = milliseconds(timestamp(_time(since)))
        of = self.ask("GET", f"/api/realtime/catchup?since={moment}", x_anonymous_id=ME)
        self.answer(of, [{"type": "new-message", "payload": {"message": row}} for row in rows])

    def send(self, second: float) -> None:
        of = self.ask("POST", f"/api/chats/rooms/{ROOM}/messages", x_anonymous_id=ME)
        self.answer(of, self.row(second, ME), 201)

    def read(self) -> None:
        self.answer(self.ask("POST", f"/api/chats/rooms/{ROOM}/read"), {"success": True})

    def row(self, second: float, sender: str = OTHER, *, is_read: bool = False) -> dict[str, Any]:
        place = {"id": named(int(second * 1000)), "conversation_id": ROOM}
        return {**place, "created_at": _time(second), "sender_id": sender, "is_read": is_read}


def _time(second: float) -> str:
    return f"2026-11-27T18:00:{second:06.3f}Z"
