"""A conversation as the moderators' work: what waits in it, and who is on it."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId, FlagId, MessageId, NoteId, ReportId, UserId
from safespot_tui.domain.text import SafeText


class CaseState(StrEnum):
    """How a case stands.

    ::

                     claim / hand over                  done
            OPEN ───────────────────────▶ CLAIMED ───────────────▶ DONE
            ▲  ▲ ◀──────────────────────   │    │                   │
            │  │         release           ▼    │ snooze            │
            │  └─────────────────────── SNOOZED ◀                   │
            │    the time is over, or something new came: as before │
            └───────────────────────────────────────────────────────┘
                       something new came, or reopened

    Something new is a flag, or a message of somebody who does not moderate.
    """

    OPEN = "open"
    CLAIMED = "claimed"
    SNOOZED = "snoozed"
    DONE = "done"


class Flagged(Struct, frozen=True):
    """What a complaint is about: a message, or, without one, a person as such."""

    user_id: UserId
    """The person, or who wrote the message."""
    message_id: MessageId | None = None


class Flag(Struct, frozen=True):
    """A member's complaint of a message, or of a person."""

    id: FlagId
    by: UserId
    about: Flagged
    reason: SafeText
    created_at: datetime
    quoted: SafeText = SafeText("")
    """What the message said when it was flagged."""


class Note(Struct, frozen=True):
    """What a moderator wrote down for the others."""

    id: NoteId
    author_id: UserId
    content: SafeText
    created_at: datetime


class Case(Struct, frozen=True):
    """A conversation in the queue. What it says of the conversation, it says to who is not in it.

    `name` is empty for a conversation of two that belongs to no report.
    """

    conversation_id: ConversationId
    type: ConversationType
    created_at: datetime
    revision: int = 0
    """Grows with every change, so that a late answer cannot undo a newer one."""
    name: SafeText = SafeText("")
    report_id: ReportId | None = None
    waiting_since: datetime | None = None
    """When the oldest was written, or flagged, that no moderator has answered; None: nothing is."""
    last_message_at: datetime | None = None
    claimed_by: UserId | None = None
    snoozed_until: datetime | None = None
    done_at: datetime | None = None
    flags: tuple[Flag, ...] = ()
    """Oldest first."""
    notes: tuple[Note, ...] = ()
    """Oldest first."""
    observer_ids: tuple[UserId, ...] = ()
    """Moderators who have the conversation open without being in it."""

    def state(self, now: datetime) -> CaseState:
        """How it stands at a time: a snooze ends by itself."""
        if self.done_at is not None:
            return CaseState.DONE
        if self.snoozed_until is not None and self.snoozed_until > now:
            return CaseState.SNOOZED
        return CaseState.OPEN if self.claimed_by is None else CaseState.CLAIMED
