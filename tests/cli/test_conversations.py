from datetime import UTC, datetime

import pytest

from safespot_tui.cli.conversations import find_conversation
from safespot_tui.cli.exit import CommandFailed
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import Entities, Snapshot
from safespot_tui.domain.ids import ConversationId, Cursor, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ME = UserId("me")


@pytest.fixture
def store() -> Store:
    conversations = {
        "aaa1": "Vecinos",
        "aaa2": "Fútbol",
        "bbb1": "Fútbol",
        "ccc1": "aaa1",
        "ddd1": "Última",
    }
    store = Store()
    store.apply(
        Snapshot(
            me=ME,
            cursor=Cursor("e.1"),
            entities=Entities(
                conversations=tuple(
                    Conversation(ConversationId(id_), ConversationType.GROUP, NOW, name=SafeText(n))
                    for id_, n in conversations.items()
                ),
                members=tuple(
                    Member(ConversationId(id_), ME, NOW, archived=id_ == "ddd1")
                    for id_ in conversations
                ),
            ),
        )
    )
    return store


@pytest.mark.parametrize(
    ("meant", "found"),
    [
        ("aaa2", "aaa2"),
        ("aaa1", "aaa1"),  # an id goes before the title that is spelled like it
        ("b", "bbb1"),
        ("BBB", "bbb1"),
        ("vecinos", "aaa1"),
        (" VECINOS ", "aaa1"),
        ("última", "ddd1"),  # archived ones count
    ],
)
def test_a_conversation_is_found(store: Store, meant: str, found: str):
    assert find_conversation(store, meant) == found


@pytest.mark.parametrize(("meant", "candidates"), [("fútbol", 2), ("aaa", 2)])
def test_ambiguity_lists_the_candidates(store: Store, meant: str, candidates: int):
    with pytest.raises(CommandFailed) as failure:
        find_conversation(store, meant)
    assert str(failure.value).count("\n  ") == candidates


@pytest.mark.parametrize("meant", ["", "nobody", "aaa3", "\x1b[31m"])
def test_what_is_not_there_is_said(store: Store, meant: str):
    with pytest.raises(CommandFailed) as failure:
        find_conversation(store, meant)
    assert "\x1b" not in str(failure.value)
