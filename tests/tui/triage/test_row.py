# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What the queue says of one case."""

from datetime import timedelta

from msgspec import structs

from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.message import MessageType, Notice, NoticeKind
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.tui.triage.row import read_row
from tests.tui.fake_triage import triage_of
from tests.tui.neighbourhood import NOW


def test_what_happened_last_is_told_as_it_is_in_the_conversation(store, clock) -> None:
    last = store.message(store.conversation("c-cuadra").last_message_id)
    removed = Notice(NoticeKind.REMOVED, ("u-luis",))
    told = structs.replace(
        last,
        id="m-notice",
        client_message_id=None,
        sender_id=None,
        type=MessageType.SYSTEM,
        created_at=NOW,
        notice=removed,
    )
    store.apply(MessageCreated(told))
    case = Case("c-cuadra", ConversationType.GROUP, NOW)
    triage = triage_of(store, NOW, None)
    row = read_row(store, triage, case, QueuePart.OPEN, clock, timedelta(minutes=30))
    assert row.words == f"The moderators removed {store.user('u-luis').alias}"
