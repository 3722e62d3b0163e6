"""The client's side of the desk against this server: it asks what is there, keeps what is so."""

from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from safespot_tui.domain.case import Case, CaseState
from safespot_tui.domain.event import Received, Synced
from safespot_tui.domain.ids import ConversationId, Cursor, NoteId, OriginClientId, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway import auth
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.store.store import Store

from ..conftest import Person, World

REPORT = {"title": "Luz cortada", "category": "servicios"}


async def window(world: World, person: Person) -> Gateway:
    origin = OriginClientId(person.window)
    return await auth.open_gateway(str(world.http.base_url), person.token, origin)


async def catch_up(gateway: Gateway, store: Store, cursor: Cursor) -> None:
    async with aclosing(gateway.stream(cursor)) as items:
        async for item in items:
            if isinstance(item, Received):
                store.apply(item.event)
            if isinstance(item, Synced):
                return


def open_cases(store: Store) -> dict[ConversationId, Case]:
    """What a snapshot promises."""
    return {case.conversation_id: case for case in store.cases if case.done_at is None}


async def test_a_client_that_follows_has_what_a_fresh_snapshot_says(live: Any) -> None:
    ana, beto = await live.people("ana", "beto")
    mora, nora = await live.moderator("mora"), await live.moderator("nora")
    report = (await ana.do("POST", "/reports", REPORT))["id"]
    dm = ConversationId(await ana.open_dm(beto, report_id=report))
    group = ConversationId(await ana.open_group("Plaza", beto))
    hers, other = await window(live, mora), await window(live, nora)
    desk, others_desk = hers.moderation, other.moderation
    assert desk is not None
    assert others_desk is not None
    followed, snapshot = Store(), await hers.snapshot()
    followed.apply(snapshot)
    assert list(open_cases(followed)) == [dm]

    written = await beto.send(group, "spam")
    flag = {"message_id": written["id"], "reason": "spam"}
    await ana.do("PUT", f"/conversations/{group}/flags/{uuid4()}", flag)
    await ana.send(dm, "¿Hay alguien?")
    tomorrow = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    assert (await desk.claim(dm)).claimed_by == mora.id
    with pytest.raises(Rejected, match="mora has this case"):
        await others_desk.claim(dm)
    assert (await desk.claim(dm, UserId(nora.id))).claimed_by == nora.id
    assert (await others_desk.release(dm)).claimed_by is None
    assert (await desk.snooze(dm, tomorrow)).snoozed_until == tomorrow
    note = NoteId(str(uuid4()))
    assert (await desk.write_note(group, note, SafeText("ojo"))).notes[0].id == note
    assert (await desk.finish(group, done=True)).done_at is not None
    assert (await others_desk.finish(group, done=False)).done_at is None
    await nora.do("PATCH", "/me", {"alias": "Nora Inés"})
    assert [user.alias for user in await desk.moderators()] == ["mora", "Nora Inés"]
    page = await desk.cases(CaseState.SNOOZED)
    assert [case.conversation_id for case in page.cases] == [dm]
    assert (await desk.cases(None)).next is None

    await catch_up(hers, followed, snapshot.cursor)
    fresh = Store()
    fresh.apply(await hers.snapshot())
    assert open_cases(followed) == open_cases(fresh)
    assert set(open_cases(fresh)) == {dm, group}
    for case in fresh.cases:
        named = [*(flag.by for flag in case.flags), *(flag.about.user_id for flag in case.flags)]
        for user_id in named:
            assert followed.user(user_id) == fresh.user(user_id) is not None
    for gateway in (hers, other):
        await gateway.aclose()
