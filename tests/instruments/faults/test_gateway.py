"""A cursor that its server does not know any more, and a stream that breaks off for it."""

from collections.abc import AsyncGenerator
from typing import cast

from safespot_tui.domain.event import Heartbeat, ResetRequired, StreamItem
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.faults.gateway import ForgetfulGateway
from tests.sync.still_clock import StillClock


class _Remembering:
    """A gateway that knows every cursor."""

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        yield Heartbeat()


async def first(gateway: ForgetfulGateway, cursor: str | None = "7") -> StreamItem:
    return await anext(gateway.stream(None if cursor is None else Cursor(cursor)))


async def test_a_cursor_expires_once_and_only_where_there_is_one() -> None:
    faults = Faults(clock := StillClock(), allowed=True)
    gateway = ForgetfulGateway(cast("Gateway", _Remembering()), faults)
    assert isinstance(await first(gateway), Heartbeat)
    for spec in ("expire cursor now", "expire cursor next", "expire cursor all"):
        faults.order(f"heal; {spec}")
        assert isinstance(await first(gateway, None), Heartbeat)
        assert isinstance(await first(gateway), ResetRequired)
        assert isinstance(await first(gateway), ResetRequired if "all" in spec else Heartbeat)
    faults.order("heal; expire cursor every 10s")
    assert isinstance(await first(gateway), Heartbeat)
    await clock.advance(10)
    faults.strike_by_clock()
    assert isinstance(await first(gateway), ResetRequired)
    assert isinstance(await first(gateway), Heartbeat)
    assert faults.counts["expire cursor"] == 5
