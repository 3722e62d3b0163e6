"""What `--json` prints has the same shape whatever server it came from."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from safespot_tui.cli.views import conversation_view, event_view, is_bookkeeping, message_view
from safespot_tui.domain.conversation import Preview
from safespot_tui.domain.event import ConversationChanges, ConversationUpdated
from safespot_tui.domain.ids import ReportId
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store

CONVERSATION_KEYS = {
    "id", "type", "title", "icon", "unread", "marked_unread", "last_message_id", "last_message_at",
    "pinned", "archived", "muted_until", "pinned_message_id", "report", "member_ids",
}  # fmt: skip
MESSAGE_KEYS = {
    "id", "conversation_id", "client_message_id", "sender_id", "sender", "type", "content",
    "caption", "created_at", "reply_to_id", "edited_at", "deleted_at", "reactions", "notice",
    "starred", "delivery",
}  # fmt: skip


@pytest.fixture
def store(make) -> Store:
    store = Store()
    store.apply(make.snapshot())
    return store


def test_a_conversation(store: Store, make) -> None:
    view = conversation_view(store, make.plaza)
    assert set(view) == CONVERSATION_KEYS
    assert view["pinned_message_id"] is None
    changes = ConversationChanges(pinned_message_id=make.message("a", 1).id)
    store.apply(ConversationUpdated(make.plaza, changes))
    assert conversation_view(store, make.plaza)["pinned_message_id"] == "m-a"


def test_a_message(store: Store, make) -> None:
    image = make.message("a", 1, type=MessageType.IMAGE, caption=SafeText("La esquina"))
    view = message_view(store, structs.replace(image, starred=True))
    assert set(view) == MESSAGE_KEYS
    assert (view["caption"], view["starred"]) == ("La esquina", True)


def test_a_report_keeps_its_first_names() -> None:
    report = Report(ReportId("r"), SafeText("Bache"), SafeText("Vía pública"))
    assert {"id", "title", "category"} <= set(structs.asdict(report))


def test_what_a_gateway_makes_up_is_not_told(make) -> None:
    made_up = ConversationChanges(preview=Preview(None, SafeText("Hola")), head_position=7)
    assert is_bookkeeping(ConversationUpdated(make.plaza, made_up))
    told = structs.replace(made_up, last_message_at=datetime(2026, 11, 3, tzinfo=UTC))
    event = ConversationUpdated(make.plaza, told)
    assert not is_bookkeeping(event)
    assert set(event_view(event)["changes"]) == {"last_message_at"}
