"""Where the server does not, the client brings back what somebody wrote in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec import UNSET

from safespot_tui.domain.ids import ConversationId
from safespot_tui.gateway.protocol import Capability

C = ConversationId("c-dm")


@pytest.fixture
async def ana(windows: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from safespot_tui.sync.door import Door

    fewer = frozenset(Capability) - {Capability.WAKES_ARCHIVED}
    monkeypatch.setattr(Door, "capabilities", property(lambda _door: fewer))
    server = windows.server
    me, beto = server.user("ana"), server.user("beto")
    server.open("dm", me, beto)
    engine = await windows.open(me)
    await windows.until(lambda: engine._keeper.leads)
    return engine


@pytest.mark.parametrize(
    ("who", "muted", "wakes"), [("beto", False, True), ("beto", True, False), ("ana", False, False)]
)
async def test_what_wakes(windows: Any, ana: Any, who: str, muted: bool, wakes: bool) -> None:
    until = datetime(2100, 1, 1, tzinfo=UTC) + timedelta(days=1) if muted else UNSET
    ana.set_flags(C, archived=True, muted_until=until)
    await windows.until(lambda: not ana.store.outbox)
    said = windows.server.say(C, f"u-{who}", "¿Venís?")
    await windows.until(lambda: ana.store.conversation(C).last_message_id == said.id)
    assert ana.store.own(C).archived is not wakes
    if wakes:
        await windows.clock.advance(1)
        await windows.until(lambda: not ana.store.outbox)
        assert not windows.server.members[C, "u-ana"].archived


async def test_what_comes_before_the_server_is_told_to_archive_wakes_where_servers_do(
    windows: Any,
) -> None:
    server = windows.server
    me, beto = server.user("ana"), server.user("beto")
    server.open("dm", me, beto)
    ana = await windows.open(me)
    await windows.until(lambda: ana._keeper.leads)
    ana.set_flags(C, pinned=True)
    await windows.until(lambda: not ana.store.outbox)
    ana.set_flags(C, archived=True)
    # It waits: the server was told of this conversation a moment ago.
    assert ana.store.own(C).archived
    said = server.say(C, beto, "¿Venís?")
    await windows.until(lambda: ana.store.conversation(C).last_message_id == said.id)
    assert not ana.store.own(C).archived
    await windows.clock.advance(1)
    await windows.clock.advance(1)
    await windows.until(lambda: not ana.store.outbox)
    assert not server.members[C, me].archived
