"""What a server tells of others, or of another conversation, is not taken for what was asked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    React,
    SendMessage,
    StarMessage,
)
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.store.connection import ConnectionState
from tests.hostile import safespot_town, town
from tests.hostile.answers import chunk
from tests.hostile.malicious_server import Request, malicious_server, response, says
from tests.hostile.storms import RESET
from tests.hostile.test_engine import TOWNS, QuickClock, held, living, until
from tests.hostile.visitor import ROOM, gateway_to

OWN = "0c1d2e3f-0000-4000-8000-00000000f00d"
"""The id that a message was sent with."""
HERE = ConversationId(ROOM)


@asynccontextmanager
async def gateway_told(told: object, dialect: Dialect) -> AsyncIterator[Gateway]:
    """A gateway to a server that answers `told`, whatever it is asked."""
    answer = says(response(json.dumps(told).encode()))
    async with malicious_server(answer) as server, gateway_to(server.url, dialect) as gateway:
        yield gateway


def detail(**changes: Any) -> dict[str, Any]:
    """What the bundled contract answers to who sent, edited, deleted or reacted."""
    told = town.message("hello", ROOM, 1) | {"id": OWN, "client_message_id": OWN} | changes
    return {"id": told["id"], "entities": town.entities("x") | {"messages": {told["id"]: told}}}


SENT = SendMessage(HERE, ClientMessageId(OWN), SafeText("hello"))
NAMED = MessageId(OWN)
CHANGES: tuple[Intent, ...] = (
    EditMessage(HERE, NAMED, SafeText("hello")),
    DeleteMessage(HERE, NAMED),
    React(HERE, NAMED, SafeText("x"), present=True),
    StarMessage(HERE, NAMED, starred=True),
)


@pytest.mark.parametrize(
    ("dialect", "told"),
    [
        (Dialect.GLOBAL_CHAT, detail(conversation_id="c-elsewhere")),
        (Dialect.GLOBAL_CHAT, detail(client_message_id="of-somebody-else")),
        (Dialect.GLOBAL_CHAT, detail(client_message_id=None)),
        (Dialect.SAFESPOT, safespot_town.message("hello", 1, safespot_town.NOWHERE)),
    ],
)
async def test_a_foreign_message_is_not_the_one_that_was_sent(dialect: Dialect, told: object):
    """What was typed would be gone, in exchange for something else."""
    async with gateway_told(told, dialect) as gateway:
        with pytest.raises(NotUnderstood):
            await gateway.perform(SENT)


async def test_a_foreign_message_is_not_the_one_that_was_changed():
    async with gateway_told(detail(id="m-another"), Dialect.GLOBAL_CHAT) as gateway:
        for change in CHANGES:
            with pytest.raises(NotUnderstood):
                await gateway.perform(change)


async def test_no_conversation_shows_the_messages_of_another():
    """The bundled contract's page is refused, the other's history is read without them."""
    page = town.page("x", town.GROUP)
    async with gateway_told(page, Dialect.GLOBAL_CHAT) as gateway:
        with pytest.raises(NotUnderstood):
            await gateway.history(ConversationId(town.DM), Page())
    rows = [safespot_town.message("x", 1), safespot_town.message("x", 2, safespot_town.NOWHERE)]
    async with gateway_told(rows, Dialect.SAFESPOT) as gateway:
        (one,) = (await gateway.history(HERE, Page())).messages
        assert one.id == rows[0]["id"]


class Confused:
    """Of the bundled contract; once it is told to, it takes its user for somebody else."""

    def __init__(self) -> None:
        self.confused = False
        self._open: list[asyncio.StreamWriter] = []

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        path = request.path.partition("?")[0]
        if request.is_stream:
            self._open.append(writer)
            writer.write(TOWNS[Dialect.GLOBAL_CHAT].live)
        elif path.endswith("/sync") and self.confused:
            writer.write(response(json.dumps(town.snapshot("evil") | {"me": "u-other"}).encode()))
        else:
            writer.write(response(town.answer(path, "honest")))

    def confuse(self) -> None:
        self.confused = True
        for writer in self._open:
            writer.write(chunk(RESET))


async def test_who_is_taken_for_somebody_else_keeps_what_they_have(tmp_path: Path):
    confused, clock = Confused(), QuickClock()
    here = TOWNS[Dialect.GLOBAL_CHAT].conversation_id
    async with (
        malicious_server(confused) as server,
        living(tmp_path, server, clock, Dialect.GLOBAL_CHAT) as engine,
    ):
        await until(lambda: engine.store.connection.state is ConnectionState.LIVE)
        engine.show(here)
        await until(lambda: len(held(engine, here)) >= 4)
        before = held(engine, here)
        confused.confuse()
        await until(lambda: engine.store.connection.state is ConnectionState.LOGGED_OUT)
        assert "somebody else" in engine.store.connection.reason
        assert engine.store.me == "u-me"
        assert held(engine, here) == before
