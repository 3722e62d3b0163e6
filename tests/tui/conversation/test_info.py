"""All that is known of a message is told, and nothing that is not."""

import pytest
from msgspec import structs

from safespot_tui.domain.event import HistoryPage, MemberChanges, MemberUpdated
from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import OutboxPut
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation import info
from safespot_tui.tui.conversation.info import facts_of, reactions_to, versions_of
from tests.tui.neighbourhood import NOW

CUADRA = ConversationId("c-cuadra")
OWN = MessageId("m-cuadra-009")


def told(store: Store, message_id: MessageId) -> dict[str, str]:
    message = store.message(message_id)
    assert message is not None
    return {fact.what: fact.value for fact in facts_of(store, message)}


def amend(store: Store, **fields) -> None:
    held = store.base_message(OWN)
    assert held is not None
    store.apply(HistoryPage(CUADRA, (structs.replace(held, revision=5, **fields),), False, False))


def test_times_are_exact_and_ids_are_whole(store: Store) -> None:
    amend(store, edited_at=NOW, client_message_id=ClientMessageId("c-1"))
    facts = told(store, OWN)
    assert facts["From"] == "You"
    assert facts["Written"] == "2026-11-24 16:05:00"
    assert facts["Edited"] == f"{NOW:%Y-%m-%d %H:%M:%S}"
    assert (facts["Id"], facts["Client id"]) == (OWN, "c-1")


def test_each_member_is_told_apart(store: Store) -> None:
    first, second, *rest = store.others(CUADRA)
    position = store.message(OWN).position  # type: ignore[union-attr]
    names = {m.user_id: store.user(m.user_id).alias for m in (first, second, *rest)}  # type: ignore[union-attr]
    amend(store, position=position + 100)
    for member, changes in (
        (first, MemberChanges(read_position=position + 100)),
        (second, MemberChanges(delivered_position=position + 100)),
    ):
        store.apply(MemberUpdated(CUADRA, member.user_id, changes))
    facts = told(store, OWN)
    assert facts["Read by"] == names[first.user_id]
    assert facts["Delivered to"] == names[second.user_id]
    assert facts["Not delivered to"] == ", ".join(sorted(names[m.user_id] for m in rest))


def test_where_so_many_are_that_nobody_is_told_who_read_none_is_called_late(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(info, "MOST_TOLD_OF_READING", 2)
    facts = told(store, OWN)
    assert facts["Delivery"] == "read"
    assert facts.keys().isdisjoint({"Read by", "Delivered to", "Not delivered to"})


def test_where_only_the_message_is_known_to_be_read_everybody_has(store: Store) -> None:
    amend(store, position=1000, read=True)
    facts = told(store, OWN)
    assert "Read by" in facts
    assert "Not delivered to" not in facts


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        (OutboxState.QUEUED, "", "waiting to be sent"),
        (OutboxState.QUEUED, "It is busy.", "waiting to be sent: It is busy."),
        (OutboxState.SENDING, "", "being sent"),
        (OutboxState.FAILED, "It is too long.", "refused: It is too long."),
    ],
)
def test_what_is_on_its_way_says_how_it_stands(
    store: Store, state, reason: str, words: str
) -> None:
    intent = SendMessage(CUADRA, ClientMessageId("x"), SafeText("hola"))
    item = OutboxItem(9, OriginClientId("me"), intent, NOW, state, SafeText(reason))
    store.apply(OutboxPut(item))
    facts = told(store, MessageId("temp-x"))
    assert facts["On its way"] == words
    assert "Id" not in facts
    assert "Not delivered to" not in facts


def test_who_reacted_is_told_by_emoji(store: Store) -> None:
    message = store.message(MessageId("m-cuadra-008"))
    assert message is not None
    (fact,) = reactions_to(store, message)
    assert fact.what == "👏 3"
    assert "You" in fact.value.split(", ")


def test_versions_are_told_with_their_times_and_a_deletion_last(store: Store) -> None:
    amend(store, deleted_at=NOW, content=SafeText(""))
    message = store.message(OWN)
    assert message is not None
    kept = [
        Revision(message.created_at, SafeText("foto"), SafeText("pie")),
        Revision(NOW, SafeText("b")),
    ]
    facts = versions_of(message, kept)
    assert [fact.value for fact in facts] == ["foto\npie", "b", "(deleted)"]
    assert facts[0].what == "2026-11-24 16:05:00"
