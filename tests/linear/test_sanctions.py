"""Line by line, who may not write is told so, and gets their words back."""

from msgspec import structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.event import AccountUpdated, MessageDeleted
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from tests.tui.neighbourhood import NOW

ANA = ConversationId("c-ana")
UNTIL = NOW.replace(hour=23, minute=30)
MUTED = "You are muted until 23:30: spam"


async def test_a_mute_is_said_with_why_and_that_it_is_over(spoken) -> None:
    store = spoken.engine.store
    mute = Sanction(store.me, SanctionKind.MUTE, UNTIL, SafeText("spam"))
    store.apply(AccountUpdated(Account(sanctions=(mute,))))
    assert spoken.heard() == [MUTED]
    assert "muted by the moderators" in spoken.session.prompt.words

    await spoken.type("/open Ana")
    await spoken.session.desk.opened()
    assert await spoken.type("hola vecina") == [MUTED]
    assert spoken.session.desk.given_back == "hola vecina"
    assert not [call for call in spoken.engine.calls if call[0] == "send"]

    store.apply(AccountUpdated(Account()))
    assert spoken.heard() == ["You may write again."]
    await spoken.type("hola vecina")
    assert [call[2] for call in spoken.engine.calls if call[0] == "send"] == ["hola vecina"]


async def test_a_suspension_is_said_once(spoken) -> None:
    store = spoken.engine.store
    suspension = Sanction(store.me, SanctionKind.SUSPENSION, UNTIL, SafeText("spam"))
    why = SafeText("You are suspended until 23:30: spam")
    store.apply(AccountUpdated(Account(sanctions=(suspension,))))
    store.apply(ConnectionPut(Connection(ConnectionState.SUSPENDED, why)))
    assert spoken.heard() == [why]
    assert ", suspended" in spoken.session.prompt.words


async def test_a_removed_message_is_said_with_why(spoken) -> None:
    await spoken.type("/open Ana")
    await spoken.session.desk.opened()
    message = spoken.session.desk.said()[0]
    spoken.heard()
    removed = MessageDeleted(
        message.id, ANA, NOW, revision=message.revision + 1, removal=SafeText("spam")
    )
    spoken.engine.store.apply(removed)
    (said,) = spoken.heard()
    assert said.startswith("The moderators removed message")
    assert said.endswith(": spam")
    told = spoken.engine.store.message(message.id)
    assert structs.replace(told, content=SafeText("")) == told
