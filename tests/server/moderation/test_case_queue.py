"""In which order cases stand, page by page, and which of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safespot_tui.contract import limits

from ..conftest import Person, World

REPORT = {"title": "Luz cortada", "category": "servicios"}


async def whole(who: Person, **query: str) -> list[str]:
    """All pages of the queue, two by two."""
    ids: list[str] = []
    while True:
        page = await who.do("GET", "/moderation/cases", params={"limit": "2", **query})
        assert list(page["entities"]["cases"]) == page["ids"]
        ids += page["ids"]
        if page["next"] is None:
            return ids
        query["after"] = page["next"]


async def test_what_waited_longest_comes_first(world: World) -> None:
    mora = await world.moderator("mora")
    ana, *others = await world.people("ana", "beto", "carla", "dora", "eva")
    report = (await ana.do("POST", "/reports", REPORT))["id"]
    dms = [await ana.open_dm(other, report_id=report) for other in others]
    quiet, first, second, third = dms
    for dm in (first, second, third):
        await ana.send(dm, "¿Hay alguien?")
    await ana.send(first, "¿Hola?")
    empty = await ana.open_dm(mora, report_id=report)
    assert await whole(mora) == [first, second, third, empty, quiet]
    assert list((await mora.snapshot())["entities"]["cases"]) == await whole(mora)


async def test_each_state_by_itself(world: World) -> None:
    mora = await world.moderator("mora")
    ana, *others = await world.people("ana", "beto", "carla", "dora", "eva")
    report = (await ana.do("POST", "/reports", REPORT))["id"]
    dms = [await ana.open_dm(other, report_id=report) for other in others]
    claimed, snoozed, done, open_ = dms

    async def put(dm: str, what: str, **body: Any) -> None:
        await mora.do("PUT", f"/moderation/cases/{dm}/{what}", body)

    until = datetime.now(UTC) + timedelta(hours=1)
    await put(claimed, "claim")
    await put(snoozed, "claim")
    await put(snoozed, "snooze", until=until.isoformat())
    await put(done, "done", done=True)
    assert {
        state: await whole(mora, state=state) for state in ("open", "claimed", "snoozed", "done")
    } == {"open": [open_], "claimed": [claimed], "snoozed": [snoozed], "done": [done]}
    assert set(await whole(mora)) == {open_, claimed, snoozed}


async def test_a_moderator_sees_what_was_flagged_reported_or_worked_on_by_them(
    world: World,
) -> None:
    ana, beto = await world.people("ana", "beto")
    mora, nora = await world.moderator("mora"), await world.moderator("nora")
    await ana.open_dm(beto)
    own = await ana.open_dm(mora)
    assert await whole(mora) == []
    await mora.do("PUT", f"/moderation/cases/{own}/claim", {})
    assert await whole(mora) == [own]
    assert await whole(nora) == []
    assert (await nora.snapshot())["entities"]["cases"] == {}
    answer = await nora.ask("PUT", f"/moderation/cases/{own}/claim", json={})
    assert answer.status_code == 404


async def test_the_others_have_no_queue(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    report = (await ana.do("POST", "/reports", REPORT))["id"]
    await ana.open_dm(beto, report_id=report)
    assert (await ana.snapshot())["entities"]["cases"] == {}
    assert (await ana.ask("GET", "/moderation/cases")).status_code == 403


async def test_a_snapshot_has_those_that_waited_longest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_CASES", 1)
    mora = await world.moderator("mora")
    ana, beto, carla = await world.people("ana", "beto", "carla")
    report = (await ana.do("POST", "/reports", REPORT))["id"]
    dms = [await ana.open_dm(other, report_id=report) for other in (beto, carla)]
    for dm in dms:
        await ana.send(dm, "¿Hay alguien?")
    assert list((await mora.snapshot())["entities"]["cases"]) == dms[:1]


async def test_no_place_of_this_list(world: World) -> None:
    mora = await world.moderator("mora")
    for after in ("x", "W10=", "WzEsMSwiAABcdTAwMDAiXQ=="):
        answer = await mora.ask("GET", "/moderation/cases", params={"after": after})
        assert answer.status_code == 422
