"""Stars, which are one's own, pinned messages, which are everybody's, and waking what sleeps."""

from typing import Any

import pytest


async def test_a_star_is_its_owners_alone(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    message = (await beto.send(dm, "Es a las ocho"))["id"]
    detail = await ana.do("PUT", f"/messages/{message}/star")
    assert detail["entities"]["messages"][message]["starred"]
    again = await ana.do("PUT", f"/messages/{message}/star")
    assert again == detail
    assert not (await beto.message(message))["starred"]
    assert (await beto.snapshot())["entities"]["messages"][message]["star_revision"] == 0
    assert (await ana.snapshot())["entities"]["messages"][message]["starred"]
    page = await ana.do("GET", f"/conversations/{dm}/messages")
    assert page["entities"]["messages"][message]["starred"]
    await ana.do("DELETE", f"/messages/{message}/star")
    own = await ana.message(message)
    assert (own["starred"], own["star_revision"]) == (False, 2)


async def test_only_what_somebody_wrote_is_marked(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    page = await ana.do("GET", f"/conversations/{group}/messages")
    (notice,) = page["ids"]
    gone = (await ana.send(group, "uy"))["id"]
    await ana.do("DELETE", f"/messages/{gone}")
    for message in (notice, gone):
        for mark in ("star", "pin"):
            answer = await ana.ask("PUT", f"/messages/{message}/{mark}")
            assert answer.status_code == 409


async def test_one_message_is_pinned_by_anybody(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    first = (await ana.send(group, "Reglas"))["id"]
    second = (await ana.send(group, "Otras reglas"))["id"]
    for message in (first, second):
        detail = await beto.do("PUT", f"/messages/{message}/pin")
        assert detail["entities"]["conversations"][group]["pinned_message_id"] == message
    await ana.send(group, "algo más")
    snapshot = await ana.snapshot()
    assert snapshot["entities"]["messages"][second]["content"] == "Otras reglas"
    for message, left in ((first, second), (second, None)):
        detail = await beto.do("DELETE", f"/messages/{message}/pin")
        assert detail["entities"]["conversations"][group]["pinned_message_id"] == left


async def test_what_is_deleted_is_not_pinned_any_more(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    message = (await ana.send(dm, "Reglas"))["id"]
    await beto.do("PUT", f"/messages/{message}/pin")
    await ana.do("DELETE", f"/messages/{message}")
    detail = await beto.do("GET", f"/conversations/{dm}")
    assert detail["entities"]["conversations"][dm]["pinned_message_id"] is None


@pytest.mark.parametrize(
    ("muted_until", "wakes"),
    [(None, True), ("2020-01-01T00:00:00Z", True), ("2100-01-01T00:00:00Z", False)],
)
async def test_a_message_wakes_what_was_archived(
    world: Any, muted_until: str | None, wakes: bool
) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    flags = {"archived": True, "muted_until": muted_until}
    await ana.do("PATCH", f"/conversations/{dm}/membership", flags)
    await ana.send(dm, "Nota para mí")
    assert (await ana.membership(dm))["archived"]
    await beto.send(dm, "¿Venís?")
    assert (await ana.membership(dm))["archived"] is not wakes


async def test_a_notice_wakes_nobody(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    group = await ana.open_group("Vecinos", beto)
    await beto.do("PATCH", f"/conversations/{group}/membership", {"archived": True})
    await ana.do("PATCH", f"/conversations/{group}", {"name": "Vecinas"})
    assert (await beto.membership(group))["archived"]
