"""A conversation as one text: a header, its messages in order, and a manifest that closes it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.evidence.record import BEGINNING, Kind, Record, fingerprint, new_record, written
from safespot_tui.evidence.style import Style

Facts = Mapping[str, Any]


class Occasion(Struct, frozen=True):
    """When something was taken out, by whom, and from where."""

    at: datetime
    by_id: UserId
    by: str
    server: str
    conversation_id: ConversationId
    conversation: str
    asked: bool = True
    """Whether the server was asked; else it is what was kept on this machine."""


def export(style: Style, occasion: Occasion, messages: Sequence[Facts]) -> Iterator[str]:
    """The text, record by record, of messages as `told_facts` tells them."""
    head = {"conversation_id": occasion.conversation_id, "conversation": occasion.conversation}
    header = _record(style, Kind.HEADER, 0, head, BEGINNING)
    yield header.text
    before = header.record
    for number, facts in enumerate(messages, 1):
        told = _record(style, Kind.MESSAGE, number, facts, before.chain)
        yield told.text
        before = told.record
    last = {
        "count": len(messages),
        "first_id": messages[0]["id"] if messages else None,
        "last_id": messages[-1]["id"] if messages else None,
        "root_sha256": before.chain,
        "exported_at": occasion.at,
        "exported_by_id": occasion.by_id,
        "exported_by": occasion.by,
        "server": occasion.server,
        "server_asked": occasion.asked,
    }
    yield _record(style, Kind.MANIFEST, len(messages) + 1, last, before.chain).text
    yield style.tail


class _Told(Struct, frozen=True):
    record: Record
    text: str


def _record(style: Style, kind: Kind, number: int, facts: Facts, before: str) -> _Told:
    shown = style.shown(kind, number, facts, fingerprint(facts))
    record = new_record(kind, number, facts, shown, before)
    return _Told(record, shown + style.line(written(record)))
