"""Whether an export still is what was written, and where it first is not."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct, structs

from safespot_tui.evidence.record import BEGINNING, Kind, Record, is_genuine, read
from safespot_tui.evidence.style import told_style


class Fault(StrEnum):
    """What was done to a record."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


class Verdict(Struct, frozen=True):
    """What is to be said of an export."""

    count: int
    """How many messages there are."""
    root: str = ""
    """The chain of the last record before the manifest, where nothing is wrong."""
    conversations: int | None = None
    """How many conversations there are, in a case."""
    fault: Fault | None = None
    """What is wrong first; None where the export is intact."""
    kind: Kind | None = Kind.MESSAGE
    """To what; None where nothing is left that would tell."""
    number: int = 0
    """The number of the record that it was done to."""
    id: str = ""
    """The message's id, where it is there to be asked."""
    conversation: str = ""
    """In which conversation it was done, in a case: what it is called, and its id."""


_WITHIN = (Kind.CONVERSATION, Kind.MESSAGE, Kind.REVISION)


class _Entry(Struct, frozen=True):
    shown: str
    record: Record | None
    """None for what is no record, or is one no more."""


def verify(text: str) -> Verdict | None:
    """The verdict on an export; None for a text that is none."""
    entries, is_closed = _entries(text)
    if not entries or entries[0].record is None or entries[0].record.kind is not Kind.HEADER:
        return None
    end = next((at for at, each in enumerate(entries) if _is(each, Kind.MANIFEST)), len(entries))
    body = entries[1:end]
    count = sum(not _is(each, Kind.CONVERSATION, Kind.REVISION) for each in body)
    before = _follow(entries[0], BEGINNING, 0)
    if before is None:
        return Verdict(count, fault=Fault.CHANGED, kind=Kind.HEADER)
    place_of = ""
    for place, entry in enumerate(body, 1):
        after = _follow(entry, before, place)
        if after is None:
            return _wrong(Verdict(count, conversation=place_of), body, place, before)
        place_of = _title(entry) or place_of
        before = after
    last = entries[end] if end < len(entries) else None
    if last is None or last.record is None:
        return Verdict(count, fault=Fault.REMOVED, kind=Kind.MANIFEST)
    told, records = _counts(last.record)
    # So many were taken out at the end that the end has another number than follows.
    if records > len(body) and last.record.number == records + 1:
        return _removed(Verdict(count, conversation=place_of), body, len(body) + 1)
    ends = is_closed and end == len(entries) - 1
    agrees = last.record.facts.get("root_sha256") == before and told == count
    if not (_follow(last, before, len(body) + 1) and agrees and ends):
        return Verdict(count, fault=Fault.CHANGED, kind=Kind.MANIFEST)
    is_case = "case" in entries[0].record.facts
    headings = sum(_is(each, Kind.CONVERSATION) for each in body)
    return Verdict(count, root=before, conversations=headings if is_case else None)


def _entries(text: str) -> tuple[Sequence[_Entry], bool]:
    """The records with what is shown before each, and whether the end is as it must be."""
    style = told_style(text)
    entries: list[_Entry] = []
    shown = ""
    for line in text.splitlines(keepends=True):
        written = style.record(line)
        if written is None:
            shown += line
        else:
            entries.append(_Entry(shown, read(written)))
            shown = ""
    return entries, shown == style.tail


def _is(entry: _Entry, *kinds: Kind) -> bool:
    return entry.record is not None and entry.record.kind in kinds


def _title(entry: _Entry) -> str:
    """What the conversation is called that begins here, and its id; empty elsewhere."""
    record = entry.record
    if record is None or record.kind is not Kind.CONVERSATION:
        return ""
    return f"{record.facts.get('conversation', '')} ({record.facts.get('conversation_id', '')})"


def _counts(manifest: Record) -> tuple[int, int]:
    """How many messages, and how many records between header and manifest, an export had."""
    count, records = manifest.facts.get("count"), manifest.facts.get("records")
    count = count if isinstance(count, int) else -1
    return count, records if isinstance(records, int) else count


def _follow(entry: _Entry, before: str, number: int) -> str | None:
    """The chain after an entry; None if it is not the one that was at this place."""
    record = entry.record
    if record is None or record.number != number:
        return None
    return record.chain if is_genuine(record, entry.shown, before) else None


def _wrong(told: Verdict, body: Sequence[_Entry], place: int, before: str) -> Verdict:
    """What was done at the first `place` where something else stands than was written there."""
    here, later = body[place - 1], body[place:]
    numbers = [each.record.number for each in body if each.record is not None]
    belongs = next((each for each in later if _follow(each, before, place)), None)
    if belongs is not None:
        if here.record is None or not _was_here(here.record.number, numbers):
            return _of(told, Fault.ADDED, here, place)
        # Of two that changed places, the one was moved without which all is in order.
        return _of(told, Fault.MOVED, here if later[0] is belongs else belongs, place)
    if here.record is None or here.record.number == place:
        return _of(told, Fault.CHANGED, here, place)
    if place in numbers:
        changed = next(each for each in later if each.record and each.record.number == place)
        return _of(told, Fault.CHANGED, changed, place)
    return _removed(told, body, place)


def _removed(told: Verdict, body: Sequence[_Entry], number: int) -> Verdict:
    only_messages = not any(_is(each, Kind.CONVERSATION, Kind.REVISION) for each in body)
    kind = Kind.MESSAGE if only_messages else None
    return structs.replace(told, fault=Fault.REMOVED, kind=kind, number=number)


def _was_here(number: int, numbers: Sequence[int]) -> bool:
    """Whether a number is one of an export's: each was given once, and none left out."""
    return numbers.count(number) == 1 and all(each in numbers for each in range(1, number))


def _of(told: Verdict, fault: Fault, entry: _Entry, place: int) -> Verdict:
    record = entry.record
    if record is None:
        return structs.replace(told, fault=fault, number=place)
    facts = record.facts
    return structs.replace(
        told,
        fault=fault,
        kind=record.kind if record.kind in _WITHIN else Kind.MESSAGE,
        number=record.number,
        id=str(facts.get("message_id" if record.kind is Kind.REVISION else "id", "")),
        conversation=_title(entry) or told.conversation,
    )
