"""Whether the two sides are the same, both ways."""

from msgspec import Struct
from sqlalchemy import Connection, text

from safespot_tui.migration import leftovers, shadow
from safespot_tui.migration.database import Database
from safespot_tui.migration.digests import Differing, differing
from safespot_tui.migration.legacy_schema import optional
from safespot_tui.migration.phases import Phase, phase_of
from safespot_tui.migration.progress import Meter, Watch

_SHOWN = 10

_TOTAL = text("SELECT count(*) FROM chat_messages")
_COUNTS = text("""
SELECT (
    SELECT count(*) FROM chat_rooms r WHERE NOT EXISTS (
        SELECT FROM legacy_room_map m WHERE m.room_id = r.id::text
    )
) AS unmapped, (
    SELECT count(*) FROM conversations v WHERE v.type = 'dm' AND NOT EXISTS (
        SELECT FROM legacy_room_map m WHERE m.conversation_id = v.id
    )
) AS unmirrored, (
    SELECT count(*) FROM chat_messages c WHERE NOT EXISTS (
        SELECT FROM chat_rooms r WHERE r.id = c.room_id
    )
) AS homeless, (
    SELECT count(*) FROM conversation_members o JOIN legacy_room_map r USING (conversation_id)
    JOIN chat_messages c ON c.room_id = r.room_id::uuid
    JOIN messages m ON m.id = c.id::text
    WHERE o.left_at IS NULL AND o.role <> 'observer'
    AND c.is_read IS NOT TRUE AND c.sender_id::text <> o.user_id
    AND m.position <= o.read_position AND NOT EXISTS (
        SELECT FROM messages own WHERE own.conversation_id = o.conversation_id
        AND own.sender_id = o.user_id AND own.position > m.position
    )
) AS marks
""")
_WITHOUT_ACCOUNT = text("""
SELECT count(*) FROM public.user_auth a WHERE a.anonymous_id IS NOT NULL
AND NOT EXISTS (SELECT FROM accounts n WHERE n.user_id = a.anonymous_id::text)
AND NOT EXISTS (
    SELECT FROM legacy_awkward w WHERE w.subject_id = a.anonymous_id::text
    AND w.kind IN ('no_password', 'email_taken')
)
""")
_STARS = text("""
SELECT count(*) FROM public.starred_messages s
JOIN messages m ON m.id = s.message_id::text AND m.deleted_at IS NULL
FULL JOIN (
    SELECT t.user_id, t.message_id FROM stars t
    JOIN messages n ON n.id = t.message_id AND n.deleted_at IS NULL WHERE t.revision % 2 = 1
) n ON (n.user_id, n.message_id) = (s.user_id::text, s.message_id::text)
WHERE s.user_id IS NULL OR n.user_id IS NULL
""")
_NOTE = text("UPDATE legacy_progress SET clean = :clean, verified_at = now()")


class Verdict(Struct, frozen=True):
    """What was found; nothing but zeros is clean."""

    differing: int
    examples: tuple[Differing, ...]
    unmapped: int
    """Rooms without a conversation."""
    unmirrored: int
    """Direct conversations without a room."""
    homeless: int
    """Old messages whose room is gone. They can be shown to nobody, and are never dropped."""
    marks: int
    """Messages that are unread in the old tables, and read in the new ones by more than writing."""
    accounts: int
    """Of the old chat, neither here nor reported."""
    stars: int
    """On one side only."""
    compared: int
    mismatched: int
    """Of the reads compared, since the phase began."""

    @property
    def clean(self) -> bool:
        """Whether the next step may be taken."""
        return not any(
            (
                self.differing,
                self.unmapped,
                self.unmirrored,
                self.homeless,
                self.marks,
                self.accounts,
                self.stars,
                self.mismatched,
            )
        )


def verify(database: Database, watch: Watch) -> Verdict:
    """Compare everything, and write down whether it was the same."""
    total = database.transaction(lambda connection: connection.scalar(_TOTAL)) or 0
    meter = Meter(total, watch)
    found = 0
    examples: list[Differing] = []
    for one in differing(database, meter):
        found += 1
        if found <= _SHOWN:
            examples.append(one)
    counts = database.transaction(lambda connection: connection.execute(_COUNTS).one())
    compared, mismatched = 0, 0
    if database.transaction(phase_of) is Phase.GLOBAL_INBOX:
        compared, mismatched = shadow.compare(database)
    database.transaction(leftovers.note)
    verdict = Verdict(
        differing=found,
        examples=tuple(examples),
        unmapped=counts.unmapped,
        unmirrored=counts.unmirrored,
        homeless=counts.homeless,
        marks=counts.marks,
        accounts=database.transaction(_accounts),
        stars=database.transaction(_stars),
        compared=compared,
        mismatched=mismatched,
    )
    database.transaction(lambda connection: connection.execute(_NOTE, {"clean": verdict.clean}))
    meter.tell()
    return verdict


def _accounts(connection: Connection) -> int:
    return connection.scalar(_WITHOUT_ACCOUNT) or 0 if "user_auth" in optional(connection) else 0


def _stars(connection: Connection) -> int:
    return connection.scalar(_STARS) or 0 if "starred_messages" in optional(connection) else 0
