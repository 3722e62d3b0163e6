"""What a moderator does with a case, and how the case stands then."""

from datetime import datetime
from typing import assert_never

from msgspec import Struct, structs

from safespot_tui.domain.case import Case, Note
from safespot_tui.domain.ids import NoteId, UserId
from safespot_tui.domain.text import SafeText


class Claim(Struct, frozen=True):
    """Somebody has it from here on: oneself, or whom it is handed over to."""

    user_id: UserId


class Release(Struct, frozen=True):
    """Nobody has it any more."""


class Snooze(Struct, frozen=True):
    """It is put away until then; None brings it back."""

    until: datetime | None


class Finish(Struct, frozen=True):
    """It is done, or open again."""

    done: bool


class WriteNote(Struct, frozen=True):
    """Something is written down for whoever has it next."""

    note_id: NoteId
    content: SafeText


CaseChange = Claim | Release | Snooze | Finish | WriteNote


def changed_case(case: Case, change: CaseChange, me: UserId, now: datetime) -> Case:
    """`case` after `change`, as far as can be told before a server has said so."""
    match change:
        case Claim(user_id):
            return structs.replace(case, claimed_by=user_id, done_at=None)
        case Release():
            return structs.replace(case, claimed_by=None)
        case Snooze(None):
            return structs.replace(case, snoozed_until=None)
        case Snooze(until):
            return structs.replace(case, snoozed_until=until, done_at=None)
        case Finish(done=True):
            return structs.replace(
                case, done_at=now, claimed_by=None, snoozed_until=None, waiting_since=None
            )
        case Finish():
            return structs.replace(case, done_at=None)
        case WriteNote(note_id, content):
            note = Note(note_id, me, content, now)
            return structs.replace(case, notes=(*case.notes, note))
        case _:
            assert_never(change)


def way_back(before: Case, after: Case, now: datetime) -> tuple[CaseChange, ...]:
    """What brings a case from how it is `after` to how it was; notes stay."""
    if before.done_at is not None:
        return () if after.done_at is not None else (Finish(done=True),)
    back: list[CaseChange] = [] if after.done_at is None else [Finish(done=False)]
    if before.claimed_by != after.claimed_by:
        back.append(Release() if before.claimed_by is None else Claim(before.claimed_by))
    until = before.snoozed_until if _is_ahead(before.snoozed_until, now) else None
    if until != (after.snoozed_until if _is_ahead(after.snoozed_until, now) else None):
        back.append(Snooze(until))
    return tuple(back)


def _is_ahead(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment > now
