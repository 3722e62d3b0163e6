"""A star has a revision of its own: neither a late answer nor anybody's edit takes it back."""

from datetime import UTC, datetime

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.store.rows import newest

HELD = Message(
    MessageId("m"),
    ConversationId("c"),
    UserId("ana"),
    datetime(2026, 1, 1, tzinfo=UTC),
    SafeText("old"),
    revision=2,
    starred=True,
    star_revision=1,
)


def told(revision: int, star_revision: int, *, starred: bool) -> Message:
    return Message(
        HELD.id,
        HELD.conversation_id,
        HELD.sender_id,
        HELD.created_at,
        SafeText("new"),
        revision=revision,
        starred=starred,
        star_revision=star_revision,
    )


@pytest.mark.parametrize(
    ("message", "words", "starred"),
    [
        (told(3, 0, starred=False), "new", True),
        (told(3, 2, starred=False), "new", False),
        (told(1, 2, starred=False), "old", False),
        (told(1, 1, starred=False), "old", True),
        (told(2, 0, starred=False), "new", True),
    ],
)
def test_each_part_of_a_message_is_as_new_as_what_was_told(
    message: Message, words: str, starred: bool
) -> None:
    merged = newest(HELD, message)
    assert (merged.content, merged.starred) == (words, starred)
