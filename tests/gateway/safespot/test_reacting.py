"""A reaction is there or not, as it was wanted, on a server that toggles."""

from typing import Any

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.intent import React
from safespot_tui.domain.message import Message, Reaction
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import GatewayError, Rejected, ServerFault
from safespot_tui.gateway.safespot import translate
from safespot_tui.gateway.safespot.reacting import reacted
from safespot_tui.gateway.safespot.requests import Requests
from tests.safespot_server import Neighbourhood, SafeSpotServer, Way

from .conftest import Ask

GONE = MessageId("05db1bb3-1603-4c20-b21e-cce2081c911b")


class Reader:
    """Ana, who reacts to the first message of Bruno and hers."""

    def __init__(self, server: SafeSpotServer, ids: Neighbourhood, ask: Ask) -> None:
        self.me = UserId(ids.ana)
        self.ids = ids
        self.server = server
        self.requests: Requests = ask(ids.ana)
        self.room = ConversationId(ids.ana_bruno)
        self.stored = server.history(ids.ana_bruno)[0]

    async def wants(self, emoji: str, *, present: bool, known: Message | None = None) -> Any:
        intent = React(self.room, MessageId(self.stored.id), SafeText(emoji), present)
        reactions = await reacted(self.requests, self.me, intent, known)
        assert reactions == self.stored.reactions
        return self.stored.reactions

    async def known(self, *reactions: Reaction) -> Message:
        (row, *_) = await self.requests.messages(self.room)
        message = translate.message(row, self.me, position=1, revision=1)
        return Message(
            message.id, message.conversation_id, message.sender_id, message.created_at,
            reactions=reactions,
        )  # fmt: skip


@pytest.fixture
def ana(safespot: SafeSpotServer, neighbourhood: Neighbourhood, ask: Ask) -> Reader:
    return Reader(safespot, neighbourhood, ask)


async def test_what_is_wanted_twice_is_done_once(ana: Reader):
    for _ in range(2):
        assert await ana.wants("👍", present=True) == {"👍": [ana.me]}
    for _ in range(2):
        assert await ana.wants("👍", present=False) == {}


async def test_another_choice_replaces_the_one_before(ana: Reader):
    await ana.wants("👍", present=True)
    assert await ana.wants("❤️", present=True) == {"❤️": [ana.me]}


async def test_what_others_chose_stays(ana: Reader):
    ana.stored.reactions = {"👍": [ana.ids.bruno]}
    assert await ana.wants("👍", present=False) == {"👍": [ana.ids.bruno]}


async def test_taking_away_what_is_not_there_keeps_another_choice(ana: Reader):
    await ana.wants("❤️", present=True)
    known = await ana.known(Reaction(SafeText("❤️"), (ana.me,)))
    assert await ana.wants("👍", present=False, known=known) == {"❤️": [ana.me]}


async def test_a_choice_that_only_was_believed_in_is_not_made(ana: Reader):
    await ana.wants("👍", present=True)
    known = await ana.known(Reaction(SafeText("❤️"), (ana.me,)))
    assert await ana.wants("👍", present=False, known=known) == {}


@pytest.mark.parametrize("present", [True, False])
async def test_an_answer_that_was_lost_changes_nothing(ana: Reader, present: bool):
    if not present:
        await ana.wants("👍", present=True)
    path = r"/api/chats/rooms/[^/]+/messages/[^/]+/react"
    ana.server.faults.fail(Way.CUT, 1, "POST", path)
    with pytest.raises(GatewayError):
        await ana.wants("👍", present=present)
    assert await ana.wants("👍", present=present) == ({"👍": [ana.me]} if present else {})


@pytest.mark.parametrize("emoji", ["", "__proto__", "constructor"])
async def test_what_the_server_fails_at_is_not_sent(ana: Reader, emoji: str):
    with pytest.raises(Rejected):
        await ana.wants(emoji, present=True)


async def test_a_message_that_is_gone_is_told_as_such(ana: Reader):
    intent = React(ana.room, GONE, SafeText("👍"), present=True)
    with pytest.raises(Rejected, match="gone"):
        await reacted(ana.requests, ana.me, intent, None)


async def test_a_server_that_never_does_it_is_not_asked_for_ever(ana: Reader):
    asked: list[str] = []

    class Stubborn(Requests):
        async def react(self, *args: Any, **how: Any) -> dict[str, list[str]]:
            asked.append(args[2])
            return {}

    stubborn = Stubborn(ana.requests._client, ana.requests.secret, ana.requests.budget)
    intent = React(ana.room, MessageId(ana.stored.id), SafeText("👍"), present=True)
    with pytest.raises(ServerFault):
        await reacted(stubborn, ana.me, intent, None)
    assert len(asked) == 3
