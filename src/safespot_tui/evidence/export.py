"""What was said as one text: a header, the messages in order, and a manifest that closes it.

Of one conversation, or of several as a case: then the header has a table of what is in it, and each
conversation begins with a heading of its own. One chain goes through all of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.evidence.record import BEGINNING, Kind, fingerprint, new_record, written
from safespot_tui.evidence.style import Style

Facts = Mapping[str, Any]


class Occasion(Struct, frozen=True):
    """When something was taken out, by whom, and from where."""

    at: datetime
    by_id: UserId
    by: str
    server: str


class Section(Struct, frozen=True):
    """What is taken out of one conversation."""

    conversation_id: ConversationId
    conversation: str
    messages: Sequence[Facts]
    """As `told_facts` tells them."""
    asked: bool = True
    """Whether the server was asked; else it is what was kept on this machine."""
    earlier: Mapping[MessageId, Sequence[Facts]] | None = None
    """What messages said before, by their ids, as `revision_facts` tells it; None where nobody
    wanted it."""


def export(style: Style, occasion: Occasion, section: Section) -> Iterator[str]:
    """The text of one conversation, record by record."""
    writer = _Writer(style)
    head = {"conversation_id": section.conversation_id, "conversation": section.conversation}
    yield writer.record(Kind.HEADER, head)
    yield from writer.messages(section)
    messages = section.messages
    counts: dict[str, Any] = {
        "count": len(messages),
        "first_id": messages[0]["id"] if messages else None,
        "last_id": messages[-1]["id"] if messages else None,
    }
    if section.earlier is not None:
        counts |= {"revisions": writer.revisions, "records": writer.number - 1}
    yield writer.manifest(occasion, counts, asked=section.asked)
    yield style.tail


def export_case(
    style: Style, occasion: Occasion, name: str, sections: Sequence[Section]
) -> Iterator[str]:
    """The text of a case, record by record; its name may be empty."""
    writer = _Writer(style)
    yield writer.record(Kind.HEADER, {"case": name, "conversations": list(map(_row, sections))})
    for section in sections:
        head = {"conversation_id": section.conversation_id, "conversation": section.conversation}
        yield writer.record(Kind.CONVERSATION, head | {"count": len(section.messages)})
        yield from writer.messages(section)
    counts: dict[str, Any] = {
        "conversations": len(sections),
        "count": sum(len(section.messages) for section in sections),
        "records": writer.number - 1,
    }
    if any(section.earlier is not None for section in sections):
        counts["revisions"] = writer.revisions
    yield writer.manifest(occasion, counts, asked=all(section.asked for section in sections))
    yield style.tail


def _row(section: Section) -> Facts:
    """A row of the table of what is in a case."""
    first, last = (section.messages[0], section.messages[-1]) if section.messages else (None, None)
    return {
        "conversation_id": section.conversation_id,
        "conversation": section.conversation,
        "count": len(section.messages),
        "first_id": first["id"] if first else None,
        "first_at": first["created_at"] if first else None,
        "last_id": last["id"] if last else None,
        "last_at": last["created_at"] if last else None,
        "server_asked": section.asked,
    }


class _Writer:
    """Writes records, each bound to the one before."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._chain = BEGINNING
        self.number = 0
        """Of the record that comes next."""
        self.revisions = 0

    def record(self, kind: Kind, facts: Facts) -> str:
        """The text of the next record."""
        shown = self._style.shown(kind, self.number, facts, fingerprint(facts))
        record = new_record(kind, self.number, facts, shown, self._chain)
        self._chain = record.chain
        self.number += 1
        return shown + self._style.line(written(record))

    def messages(self, section: Section) -> Iterator[str]:
        """The messages of a conversation, each followed by what it said before."""
        for facts in section.messages:
            yield self.record(Kind.MESSAGE, facts)
            for earlier in (section.earlier or {}).get(facts["id"], ()):
                self.revisions += 1
                yield self.record(Kind.REVISION, earlier)

    def manifest(self, occasion: Occasion, counts: Facts, *, asked: bool) -> str:
        """The record that closes it."""
        return self.record(
            Kind.MANIFEST,
            {
                **counts,
                "root_sha256": self._chain,
                "exported_at": occasion.at,
                "exported_by_id": occasion.by_id,
                "exported_by": occasion.by,
                "server": occasion.server,
                "server_asked": asked,
            },
        )
