"""What belongs to a folder."""

from datetime import timedelta

import pytest

from safespot_tui.actions.filters import filtered, is_in, parts_by_name
from safespot_tui.actions.folder import Folder, parse
from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import OutboxPut
from safespot_tui.store.store import Store
from tests.tui.neighbourhood import NOW, build_neighbourhood


@pytest.fixture(scope="module")
def store() -> Store:
    store = build_neighbourhood()
    send = SendMessage(ConversationId("c-rocio"), ClientMessageId("x"), SafeText("¿Llegó?"))
    store.apply(OutboxPut(OutboxItem(1, OriginClientId("here"), send, NOW, OutboxState.FAILED)))
    return store


def belonging(store: Store, words: str, now=NOW) -> list[str]:
    found = filtered(store, Folder("", parse(words)), now)
    return [conversation_id.removeprefix("c-") for conversation_id in found]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("unread", ["cuadra", "bache", "kiosco", "futbol"]),
        ("unread -is:muted", ["cuadra", "bache", "kiosco"]),
        ("is:group", ["cuadra", "futbol", "luz"]),
        ("is:dm unread", ["bache", "kiosco"]),
        ("is:muted", ["futbol"]),
        ("is:pinned", ["cuadra"]),
        ("is:archived", ["viejo"]),
        ("has:draft", ["ana"]),
        ("has:failed", ["rocio"]),
        ("has:report", ["bache", "luz", "robo"]),
        ("title:FUTBOL", ["futbol"]),
        ("person:tomás", ["cuadra", "futbol"]),
        ("report:sarmiento", ["robo"]),
        ('category:"via publica"', ["bache"]),
        ("mitre", ["luz"]),
        ('-is:group -has:report -"3º"', ["ana", "kiosco"]),
        ("nobody", []),
    ],
)
def test_all_terms_have_to_hold(store, words: str, names: list[str]) -> None:
    assert belonging(store, words) == names


def test_what_is_archived_stays_out_unless_it_is_asked_for(store) -> None:
    assert belonging(store, "person:luis") == ["cuadra"]
    assert belonging(store, "person:luis is:archived") == ["viejo"]


def test_a_mute_ends_by_itself(store) -> None:
    assert belonging(store, "is:muted", NOW + timedelta(days=400)) == []


@pytest.mark.parametrize("part", parts_by_name([Folder("old", parse("is:archived"))]).values())
def test_one_conversation_is_in_a_part_if_it_is_listed_there(store: Store, part) -> None:
    every = (*store.inbox(), *store.inbox(archived=True))
    listed = filtered(store, part, NOW)
    assert [each for each in every if is_in(store, each, part, NOW)] == list(listed)
    assert 0 < len(listed) < len(every)
