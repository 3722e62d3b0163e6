"""The bundled server, spoiled."""

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from safespot_tui.gateway.global_chat.continuity import place_of
from tests.broken_server.asked import Asked
from tests.broken_server.blocks import Block, at, block
from tests.broken_server.switch import Switch

_RESET = b'event: reset\ndata: {"event":"reset","payload":{"partial":{"reason":"forgotten"}}}\n\n'


class GlobalChat:
    """What it tells in the place of what is so."""

    def __init__(self, switch: Switch, mark: re.Pattern[str]) -> None:
        self._switch = switch
        self._mark = mark
        self._swapped: dict[str, bytes] = {}
        """By cursor, what is told there."""
        self._held: dict[Asked, list[Block]] = {}
        """What a stream has and does not tell yet, from the marked one on."""
        self._live: set[Asked] = set()
        self._first: dict[str, int] = {}
        """By log, where the first marked one stands."""
        self._forgotten: set[str] = set()

    def teller(self, asked: Asked) -> Callable[[bytes], Iterable[bytes]]:
        """Gives what a stream tells in the place of each block."""
        if self._forgets(asked.header("last-event-id")):
            resets = [_RESET]
            return lambda block: [resets.pop()] if resets else []
        return functools.partial(self._told, asked)

    def answered(self, asked: Asked, status: int, answer: Any) -> tuple[int, Any]:
        """What is answered in the place of what is so."""
        if self._switch is Switch.MISCOUNTS and asked.path.endswith("/sync"):
            entities = answer["entities"]
            for conversation in entities["conversations"].values():
                last = entities["messages"].get(conversation["last_message_id"])
                if last is not None and self._mark.search(last["content"]):
                    conversation["head_position"] += 1
        return status, answer

    def _told(self, asked: Asked, raw: bytes) -> Iterable[bytes]:
        it = block(raw)
        match self._switch:
            case Switch.LOSES if self._is_marked(it) and not _is_own(it):
                return [at(it.cursor, b"")]
            case Switch.WITHHOLDS_ECHO if self._is_marked(it) and _is_own(it):
                return [at(it.cursor, b"")]
            case Switch.DOUBLES if self._is_marked(it):
                return [raw, raw]
            case Switch.REORDERS:
                return self._reordered(asked, it)
            case Switch.FORGETS if self._is_marked(it) and (place := place_of(it.cursor)):
                self._first.setdefault(place.epoch, place.own)
            case _:
                pass
        return [raw]

    def _forgets(self, cursor: str) -> bool:
        place = place_of(cursor)
        if self._switch is not Switch.FORGETS or place is None or cursor in self._forgotten:
            return False
        if place.own < self._first.get(place.epoch, place.own + 1):
            return False
        self._forgotten.add(cursor)
        return True

    def _is_marked(self, it: Block) -> bool:
        return it.name == "message-created" and bool(
            self._mark.search(it.data["payload"]["partial"]["content"])
        )

    def _reordered(self, asked: Asked, it: Block) -> Iterator[bytes]:
        """What stands in the place of the other is known once both were seen."""
        held = self._held.get(asked, [])
        if it.cursor in self._swapped and it.name != "sync":
            yield at(it.cursor, self._swapped[it.cursor])
        elif held and it.name == "message-created":
            del self._held[asked]
            first, *others = held
            self._swapped |= {first.cursor: it.body, it.cursor: first.body}
            yield at(first.cursor, it.body)
            yield from (other.raw for other in others)
            yield at(it.cursor, first.body)
        elif held and it.name == "sync" and asked not in self._live:
            # There is no next one yet, and its reader waits for the end of what was.
            del self._held[asked]
            yield from (other.raw for other in held)
            yield it.raw
        elif held and it.cursor:
            self._held[asked] += [it] if it.name != "sync" else []
        elif self._is_marked(it):
            self._held[asked] = [it]
        else:
            yield it.raw
        if it.name == "sync":
            self._live.add(asked)


def _is_own(it: Block) -> bool:
    """Its window is told to who wrote it, and to nobody else."""
    return it.data["payload"].get("originClientId") is not None
