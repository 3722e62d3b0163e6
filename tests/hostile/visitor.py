"""Somebody with a secret who asks a server for all there is."""

import resource
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from safespot_tui.domain.ids import ClientMessageId, ConversationId, Cursor, OriginClientId, UserId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.search import MessageSearch, terms_of
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway import auth
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Gateway, Page
from safespot_tui.gateway.safespot.secret import Secret
from tests.hostile.sequences import kinds

CANARY = "canary-7f3a9c"
ROOM = "0c1d2e3f-0000-4000-8000-000000000001"
ME = "0c1d2e3f-0000-4000-8000-00000000000a"
LONGEST = 30.0
"""Seconds until whatever was asked for has been answered or refused."""
MOST_REQUESTS = 20
MOST_BYTES = {Dialect.GLOBAL_CHAT: 60_000_000, Dialect.SAFESPOT: 200_000_000}
"""The deployed server tells the whole history of a conversation at once, so more is taken of it."""


def secret(dialect: Dialect) -> str:
    if dialect is Dialect.GLOBAL_CHAT:
        return CANARY
    expires = datetime(2099, 1, 1, tzinfo=UTC)
    return Secret(UserId(ME), f"{CANARY}-token", f"{CANARY}-signature", expires, True).line()


@asynccontextmanager
async def gateway_to(url: str, dialect: Dialect) -> AsyncIterator[Gateway]:
    gateway = await auth.open_gateway(url, secret(dialect), OriginClientId(ROOM), dialect=dialect)
    try:
        yield gateway
    finally:
        await gateway.aclose()


def sentence(error: GatewayError) -> str:
    """What the user reads: nothing in it that anybody would obey, and an end."""
    said = str(error)
    assert said, type(error)
    assert not kinds(said)
    assert len(said) < 5000
    assert CANARY not in said
    return said


QUESTIONS: tuple[Callable[[Gateway], Awaitable[object]], ...] = (
    lambda gateway: gateway.snapshot(),
    lambda gateway: gateway.history(ConversationId(ROOM), Page()),
    lambda gateway: gateway.perform(
        SendMessage(ConversationId(ROOM), ClientMessageId(ROOM), SafeText("hello"))
    ),
    lambda gateway: gateway.search_users("a"),
    lambda gateway: gateway.search_messages(MessageSearch(terms_of("a")), None, 20),
    lambda gateway: gateway.create_dm(UserId(ME)),
)
"""Everything that is asked of a server, and of whose answer something is expected."""


async def refusals(gateway: Gateway) -> list[str]:
    """Ask for all there is: the sentences that came instead of answers."""
    refused: list[str] = []
    for ask in QUESTIONS:
        try:
            await ask(gateway)
        except GatewayError as error:
            refused.append(sentence(error))
    return refused


async def listen(gateway: Gateway, cursor: Cursor | None) -> None:
    """Follow a stream to its end. Raises a `GatewayError`."""
    async with aclosing(gateway.stream(cursor)) as items:
        async for _item in items:
            pass


def resident_bytes() -> int:
    """The memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
