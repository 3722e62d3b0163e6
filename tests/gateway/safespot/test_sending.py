"""A message is stored once, whatever happens to its request."""

import uuid
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText, is_same_text, safe_text
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.safespot import exchange, transport
from safespot_tui.gateway.safespot.sending import Sending, id_for, wire_content
from safespot_tui.gateway.safespot.text import unescaped
from tests.safespot_server import Neighbourhood, SafeSpotServer, Way
from tests.safespot_server.faults import SENDING

from .conftest import Ask

V7 = ClientMessageId("0192f4c8-7b1a-7cde-8f00-0123456789ab")


class Writer:
    """Ana, who writes to Bruno."""

    def __init__(self, server: SafeSpotServer, ids: Neighbourhood, ask: Ask) -> None:
        self.server = server
        self.room = ConversationId(ids.ana_bruno)
        self.ids = ids
        self.requests = ask(ids.ana)
        self.sending = Sending(self.requests)
        self.before = len(server.history(ids.ana_bruno))

    def intent(self, content: str = "hola", **fields: Any) -> SendMessage:
        fields.setdefault("client_message_id", ClientMessageId(str(uuid.uuid4())))
        return SendMessage(self.room, content=SafeText(content), **fields)

    @property
    def stored(self) -> list[str]:
        return [message.content for message in self.server.history(self.room)[self.before :]]


@pytest.fixture
def ana(safespot: SafeSpotServer, neighbourhood: Neighbourhood, ask: Ask) -> Writer:
    return Writer(safespot, neighbourhood, ask)


async def test_a_message_keeps_the_id_it_was_sent_with(ana: Writer):
    intent = ana.intent()
    row = await ana.sending.send(intent)
    assert row.id == intent.client_message_id
    assert ana.stored == ["hola"]
    assert ana.sending.in_doubt == frozenset()


@pytest.mark.parametrize(
    "content", ["1 < 2", "<3", "a &lt; b", "x <b>y</b> z", "a\r\n\n\n\nb", "&"]
)
async def test_no_word_is_lost_to_the_sanitiser(ana: Writer, content: str):
    row = await ana.sending.send(ana.intent(content))
    assert is_same_text(unescaped(row.content), content)


@given(st.text().map(safe_text))
def test_what_is_sent_is_never_blank(content: str):
    try:
        sent = wire_content(content)
    except Rejected:
        assert not content.replace("\ufeff", "").strip()
    else:
        assert sent.strip()
        assert "<" not in sent


@pytest.mark.parametrize("content", ["", "  ", "\n\u2003\u00a0", "\ufeff"])
async def test_blanks_are_refused_before_anything_is_sent(ana: Writer, content: str):
    with pytest.raises(Rejected, match="blanks"):
        await ana.sending.send(ana.intent(content))
    assert ana.stored == []


async def test_what_the_server_cannot_take_is_refused_before_it_is_sent(ana: Writer):
    for content in ("x" * (10 * 1024 * 1024), "<" * (3 * 1024 * 1024), "\\" * (6 * 1024 * 1024)):
        with pytest.raises(Rejected, match="too long"):
            await ana.sending.send(ana.intent(content))


async def test_an_image_is_sent_by_its_address(ana: Writer):
    row = await ana.sending.send(
        ana.intent("https://x.test/a?b=1&c=2", message_type=MessageType.IMAGE, caption="1 < 2")
    )
    assert (row.type, row.content, row.caption) == ("image", "https://x.test/a?b=1&c=2", "1 < 2")


async def test_a_fault_after_storing_is_no_failure(ana: Writer):
    ana.server.faults.fail_sends(1, stored=True)
    row = await ana.sending.send(ana.intent())
    assert row.content == "hola"
    assert ana.stored == ["hola"]


async def test_a_fault_before_storing_is_one_and_it_is_sent_again(ana: Writer):
    ana.server.faults.fail_sends(2, stored=False)
    intent = ana.intent()
    for _ in range(2):
        with pytest.raises(ServerFault):
            await ana.sending.send(intent)
    assert ana.stored == []
    await ana.sending.send(intent)
    assert ana.stored == ["hola"]


async def test_a_broken_connection_after_storing_is_no_failure(ana: Writer):
    ana.server.faults.cut_sends(1)
    intent = ana.intent()
    assert (await ana.sending.send(intent)).id == intent.client_message_id
    assert ana.stored == ["hola"]


async def test_an_answer_that_comes_too_late_is_no_failure(
    ana: Writer, monkeypatch: pytest.MonkeyPatch
):
    waits = transport.Transport.ask.__kwdefaults__ or {}
    monkeypatch.setitem(waits, "seconds", 0.3)
    ana.server.faults.hold_sends(1, seconds=20)
    intent = ana.intent()
    assert (await ana.sending.send(intent)).id == intent.client_message_id
    assert ana.stored == ["hola"]


async def test_what_is_in_doubt_is_looked_up_before_it_is_sent_again(ana: Writer):
    intent = ana.intent()
    ana.server.faults.cut_sends(1)
    ana.server.faults.fail(Way.BEFORE, 1, "GET", SENDING)
    with pytest.raises(GatewayError):
        await ana.sending.send(intent)
    assert ana.sending.in_doubt == {intent.client_message_id}
    methods: list[str] = []

    async def note(request: httpx.Request) -> None:
        methods.append(request.method)

    ana.requests._client.event_hooks = {"request": [note]}
    assert (await ana.sending.send(intent)).id == intent.client_message_id
    assert methods == ["GET"]
    assert ana.stored == ["hola"]
    assert ana.sending.in_doubt == frozenset()


async def test_a_refusal_settles_no_doubt_of_before(ana: Writer):
    intent = ana.intent()
    ana.server.faults.fail_sends(1, stored=False)
    with pytest.raises(ServerFault):
        await ana.sending.send(intent)
    ana.server.faults.fail(Way.REFUSE, 1, "POST", SENDING)
    with pytest.raises(NotLoggedIn):
        await ana.sending.send(intent)
    assert ana.sending.in_doubt == {intent.client_message_id}


async def test_a_program_that_starts_anew_finds_what_the_last_one_sent(ana: Writer, ask: Ask):
    intent = ana.intent()
    await ana.sending.send(intent)
    anew = Sending(ask(ana.ids.ana), newest=lambda _: MessageId(intent.client_message_id))
    assert (await anew.send(intent)).id == intent.client_message_id
    assert ana.stored == ["hola"]


async def test_only_what_follows_is_looked_up_where_that_is_known(
    ana: Writer, safespot: SafeSpotServer
):
    newest = MessageId(safespot.history(ana.room)[-1].id)
    asked: list[str] = []

    async def note(request: httpx.Request) -> None:
        asked.append(request.url.query.decode())

    ana.requests._client.event_hooks = {"request": [note]}
    sending = Sending(ana.requests, newest=lambda _: newest)
    ana.server.faults.cut_sends(1)
    await sending.send(ana.intent())
    assert asked == ["", f"since={newest}"]


async def test_a_message_that_is_gone_is_no_place_to_look_from(ana: Writer):
    gone = MessageId(str(uuid.uuid4()))
    sending = Sending(ana.requests, newest=lambda _: gone)
    ana.server.faults.cut_sends(1)
    intent = ana.intent()
    assert (await sending.send(intent)).id == intent.client_message_id


async def test_a_server_that_is_away_has_nothing(ana: Writer, safespot: SafeSpotServer):
    await safespot.stop()
    intent = ana.intent()
    with pytest.raises(Unreachable):
        await ana.sending.send(intent)
    assert ana.sending.in_doubt == frozenset()
    await safespot.start()
    await ana.sending.send(intent)
    assert ana.stored == ["hola"]


async def test_a_limit_leaves_no_doubt(ana: Writer):
    ana.server.faults.storm(60)
    intent = ana.intent()
    with pytest.raises(Busy):
        await ana.sending.send(intent)
    assert ana.sending.in_doubt == frozenset()
    assert ana.stored == []


async def test_an_id_that_the_server_would_replace_is_not_sent(ana: Writer):
    first = await ana.sending.send(ana.intent(client_message_id=V7))
    assert first.id == id_for(V7) != V7
    again = await ana.sending.send(ana.intent(client_message_id=V7))
    assert again.id == first.id
    assert ana.stored == ["hola"]
    assert uuid.UUID(id_for(V7)).version == 5
    assert id_for(ClientMessageId("no uuid")) == id_for(ClientMessageId("no uuid"))
    kept = ClientMessageId("05DB1BB3-1603-4C20-B21E-CCE2081C911B")
    assert id_for(kept) == kept.lower()


async def test_somebody_elses_message_of_that_id_is_not_taken_for_it(ana: Writer):
    theirs = ana.server.write(ana.room, ana.ids.bruno, "mine")[0]
    with pytest.raises(ServerFault):
        await ana.sending.send(ana.intent(client_message_id=ClientMessageId(theirs.id)))


async def test_who_is_no_member_is_told_so(ana: Writer):
    intent = SendMessage(
        ConversationId(str(uuid.uuid4())), ClientMessageId(str(uuid.uuid4())), SafeText("x")
    )
    with pytest.raises(Rejected, match="not in this conversation"):
        await ana.sending.send(intent)
    assert ana.sending.in_doubt == frozenset()


async def test_an_answer_that_cannot_be_read_leaves_doubt(
    ana: Writer, monkeypatch: pytest.MonkeyPatch
):
    intent = ana.intent()

    async def garbled(content: bytes, answer: type) -> Any:
        raise NotUnderstood("?")

    with monkeypatch.context() as patched:
        patched.setattr(transport, "decoded", garbled)
        with pytest.raises(NotUnderstood):
            await ana.sending.send(intent)
    assert ana.sending.in_doubt == {intent.client_message_id}
    assert (await ana.sending.send(intent)).id == intent.client_message_id
    assert exchange.decoded is transport.decoded
