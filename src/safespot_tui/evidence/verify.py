"""Whether an export still is what was written, and where it first is not."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

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
    fault: Fault | None = None
    """What is wrong first; None where the export is intact."""
    kind: Kind = Kind.MESSAGE
    """To what."""
    number: int = 0
    """The number of the message that it was done to."""
    id: str = ""
    """Its id, where it is there to be asked."""


class _Entry(Struct, frozen=True):
    shown: str
    record: Record | None
    """None for what is no record, or is one no more."""


def verify(text: str) -> Verdict | None:
    """The verdict on an export; None for a text that is none."""
    entries, is_closed = _entries(text)
    if not entries or entries[0].record is None or entries[0].record.kind is not Kind.HEADER:
        return None
    end = next((at for at, each in enumerate(entries) if _is_manifest(each)), len(entries))
    messages = entries[1:end]
    count = len(messages)
    before = _follow(entries[0], BEGINNING, 0)
    if before is None:
        return Verdict(count, fault=Fault.CHANGED, kind=Kind.HEADER)
    for place, entry in enumerate(messages, 1):
        after = _follow(entry, before, place)
        if after is None:
            return _wrong(count, messages, place, before)
        before = after
    last = entries[end] if end < len(entries) else None
    if last is None or last.record is None:
        return Verdict(count, fault=Fault.REMOVED, kind=Kind.MANIFEST)
    told = last.record.facts.get("count")
    if isinstance(told, int) and told > count and last.record.number == told + 1:
        return Verdict(count, fault=Fault.REMOVED, number=count + 1)
    ends = is_closed and end == len(entries) - 1
    agrees = last.record.facts.get("root_sha256") == before and told == count
    if not (_follow(last, before, count + 1) and agrees and ends):
        return Verdict(count, fault=Fault.CHANGED, kind=Kind.MANIFEST)
    return Verdict(count, root=before)


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


def _is_manifest(entry: _Entry) -> bool:
    return entry.record is not None and entry.record.kind is Kind.MANIFEST


def _follow(entry: _Entry, before: str, number: int) -> str | None:
    """The chain after an entry; None if it is not the one that was at this place."""
    record = entry.record
    if record is None or record.number != number:
        return None
    return record.chain if is_genuine(record, entry.shown, before) else None


def _wrong(count: int, messages: Sequence[_Entry], place: int, before: str) -> Verdict:
    """What was done at the first `place` where something else stands than was written there."""
    here, later = messages[place - 1], messages[place:]
    numbers = [each.record.number for each in messages if each.record is not None]
    belongs = next((each for each in later if _follow(each, before, place)), None)
    if belongs is not None:
        if here.record is None or not _was_here(here.record.number, numbers):
            return _of(count, Fault.ADDED, here, place)
        # Of two that changed places, the one was moved without which all is in order.
        return _of(count, Fault.MOVED, here if later[0] is belongs else belongs, place)
    if here.record is None or here.record.number == place:
        return _of(count, Fault.CHANGED, here, place)
    if place in numbers:
        changed = next(each for each in later if each.record and each.record.number == place)
        return _of(count, Fault.CHANGED, changed, place)
    return Verdict(count, fault=Fault.REMOVED, number=place)


def _was_here(number: int, numbers: Sequence[int]) -> bool:
    """Whether a number is one of an export's: each was given once, and none left out."""
    return numbers.count(number) == 1 and all(each in numbers for each in range(1, number))


def _of(count: int, fault: Fault, entry: _Entry, place: int) -> Verdict:
    record = entry.record
    if record is None:
        return Verdict(count, fault=fault, number=place)
    return Verdict(count, fault=fault, number=record.number, id=str(record.facts.get("id", "")))
