"""What a message that moderators touched says to who reads it elsewhere."""

from datetime import UTC, datetime

from safespot_tui import i18n
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message, MessageType, Notice, NoticeKind
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.evidence.facts import message_facts, told_facts
from safespot_tui.store.patch import Learned
from safespot_tui.store.store import Store

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
ANA = User(UserId("u-ana"), SafeText("Ana"))


def message(**what: object) -> Message:
    return Message(MessageId("m"), ConversationId("c"), what.pop("by", None), NOON, **what)  # type: ignore[arg-type]


def test_why_it_was_removed_is_told_only_where_it_was() -> None:
    store = Store()
    removed = message(by=ANA.id, deleted_at=NOON, removal=SafeText("spam"))
    assert message_facts(store, removed)["removal"] == "spam"
    # What was exported before there were moderators has the same hash as ever.
    assert "removal" not in message_facts(store, message(by=ANA.id, deleted_at=NOON))


def test_what_moderators_did_is_told_as_theirs_and_of_none_of_them() -> None:
    i18n.install("en")
    store = Store()
    store.apply(Learned(Entities(users=(ANA,))))
    removed = Notice(NoticeKind.REMOVED, (ANA.id,))
    facts = told_facts(store, message(type=MessageType.SYSTEM, notice=removed))
    assert (facts["words"], facts["sender"]) == ("The moderators removed Ana", None)
    by_ana = told_facts(store, message(by=ANA.id, type=MessageType.SYSTEM, notice=removed))
    assert by_ana["words"] == "removed Ana"
