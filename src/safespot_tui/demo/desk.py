"""What the moderators find on their desk when the demo begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from msgspec import Struct
from sqlalchemy import Connection

from safespot_tui.demo.neighbours import COLLEAGUE, MODERATORS, SUSPENDED
from safespot_tui.demo.story import Story
from safespot_tui.domain.standing import Standing
from safespot_tui.server.moderation.seeding import DeskSeeder

_SUSPENDED_FOR = timedelta(days=3)
_SUSPENDED_SINCE = timedelta(minutes=30)
_WHY = "Venta de entradas falsas en el grupo de compra y venta"
_AFTERTHOUGHT = timedelta(seconds=50)
"""How long after a message it was reported."""
_NAMES = frozenset(moderator.name for moderator in MODERATORS)


class Told(Struct, frozen=True):
    """A story that is in the database."""

    conversation_id: str
    message_ids: Sequence[str]
    """One for each of its lines."""


class Desk:
    """Makes of what was told what waits for a moderator."""

    def __init__(self, now: datetime, random: Random) -> None:
        self._now = now
        self._seeder = DeskSeeder(random)

    def staff(self, user_ids: Mapping[str, str]) -> None:
        """Who moderates, and who may not do anything."""
        for name in _NAMES:
            self._seeder.set_standing(user_ids[name], Standing.MODERATOR)
        self._seeder.suspend(
            user_ids[SUSPENDED.name],
            self._now + _SUSPENDED_FOR,
            _WHY,
            by=user_ids[COLLEAGUE.name],
            at=self._now - _SUSPENDED_SINCE,
        )

    def take(self, story: Story, told: Told, user_ids: Mapping[str, str]) -> None:
        """A story as a case, if it belongs to a report or somebody reported something in it."""
        reported = [line.at + _AFTERTHOUGHT for line in story.lines if line.complaints]
        if not (reported or story.report_title):
            return
        flagged_at = min(reported, default=None)
        self._seeder.add_case(
            told.conversation_id,
            story.lines[0].at,
            waiting_since=_waiting_since(story) if _asks_moderators(story) else flagged_at,
            flagged_at=flagged_at,
            claimed_by=user_ids.get(story.taken_by),
        )
        for line, message_id in zip(story.lines, told.message_ids, strict=True):
            for number, complaint in enumerate(line.complaints, 1):
                self._seeder.add_flag(
                    told.conversation_id,
                    message_id,
                    user_ids[line.name],
                    line.text,
                    by=user_ids[complaint.name],
                    reason=complaint.reason,
                    at=line.at + number * _AFTERTHOUGHT,
                )

    def store(self, connection: Connection) -> None:
        """Put all of it into the database, which has the stories."""
        self._seeder.store(connection)


def _asks_moderators(story: Story) -> bool:
    """Whether it is told to all of them."""
    return set(story.members) >= _NAMES


def _waiting_since(story: Story) -> datetime | None:
    """Since the first line that no moderator answered."""
    since: datetime | None = None
    for line in story.lines:
        since = None if line.name in _NAMES else since or line.at
    return since
