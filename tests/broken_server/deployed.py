"""The API that SafeSpot runs today, spoiled."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.broken_server.asked import Asked
from tests.broken_server.blocks import Block, block
from tests.broken_server.switch import Switch

_GONE = {"error": "gone", "code": "REF_GONE", "retry_strategy": "full_resync"}


class Deployed:
    """What it tells in the place of what is so."""

    def __init__(self, switch: Switch, mark: re.Pattern[str]) -> None:
        self._switch = switch
        self._mark = mark
        self._held: dict[Asked, Block] = {}
        """The marked one of a stream, until there is a next."""
        self._rooms: set[str] = set()
        """Where there is a marked one."""
        self._forgotten: set[tuple[str, str]] = set()
        """By whom, and since which message."""

    def teller(self, asked: Asked) -> Callable[[bytes], Iterable[bytes]]:
        """Gives what a stream tells in the place of each block."""
        return functools.partial(self._told, asked)

    def answered(self, asked: Asked, status: int, answer: Any) -> tuple[int, Any]:
        """What is answered in the place of what is so."""
        if asked.path.endswith("/catchup"):
            return status, list(self._caught_up(asked, answer))
        if asked.method == "GET" and asked.path.endswith("/chats/rooms"):
            for row in answer if self._switch is Switch.MISCOUNTS else ():
                row["unread_count"] += self._is_marked({"content": row["last_message_content"]})
        if asked.method == "GET" and asked.path.endswith("/messages"):
            self._rooms.update(row["conversation_id"] for row in answer if self._is_marked(row))
            room, cursor = asked.path.split("/")[-2], (asked.header("x-anonymous-id"), asked.query)
            forgets = self._switch is Switch.FORGETS and room in self._rooms
            if forgets and asked.query and cursor not in self._forgotten:
                self._forgotten.add(cursor)
                return 410, _GONE
        return status, answer

    def _told(self, asked: Asked, raw: bytes) -> Iterable[bytes]:
        it = block(raw)
        message = _message(it)
        is_marked = message is not None and self._is_marked(message)
        if message is not None and is_marked:
            self._rooms.add(message["conversation_id"])
        match self._switch:
            case Switch.LOSES if is_marked and not _is_own(asked, message):
                return []
            case Switch.WITHHOLDS_ECHO if is_marked and _is_own(asked, message):
                return []
            case Switch.DOUBLES if is_marked:
                return [raw, raw]
            case Switch.REORDERS if message is not None and not _is_forged(message):
                return self._reordered(asked, it, is_marked=is_marked)
            case _:
                return [raw]

    def _is_marked(self, message: dict[str, Any]) -> bool:
        return bool(self._mark.search(str(message.get("content"))))

    def _reordered(self, asked: Asked, it: Block, *, is_marked: bool) -> Iterator[bytes]:
        if is_marked and asked not in self._held:
            self._held[asked] = it
            return
        yield it.raw
        if asked in self._held:
            yield self._held.pop(asked).raw

    def _caught_up(self, asked: Asked, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        held: dict[str, Any] | None = None
        for row in rows:
            message = row["payload"].get("message") if row["type"] == "new-message" else None
            is_marked = message is not None and self._is_marked(message)
            match self._switch:
                case Switch.LOSES if is_marked and not _is_own(asked, message):
                    pass
                case Switch.WITHHOLDS_ECHO if is_marked and _is_own(asked, message):
                    pass
                case Switch.DOUBLES if is_marked:
                    yield from (row, row)
                case Switch.REORDERS if is_marked:
                    held = row
                case _:
                    yield row
                    if held is not None and message is not None:
                        yield held
                        held = None
        if held is not None:
            yield held


def _message(it: Block) -> dict[str, Any] | None:
    """The message that a block tells of."""
    partial = it.data.get("partial") or {}
    match it.name:
        case "chat-update":
            return partial.get("message")
        case "new-message":
            return partial.get("message", partial)
        case _:
            return None


def _is_forged(message: dict[str, Any]) -> bool:
    """A second copy tells of no message that is new."""
    return message.get("sender_id") == "system"


def _is_own(asked: Asked, message: Any) -> bool:
    return message.get("sender_id") == asked.header("x-anonymous-id")
