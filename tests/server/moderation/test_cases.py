"""Which conversations are cases, to whom, and what comes with something new in them."""

from collections.abc import Callable
from typing import Any

from safespot_tui.contract.events import EventName
from safespot_tui.contract.moderation import CaseModel
from safespot_tui.server import hydration
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.moderation import cases
from safespot_tui.server.reading import Batch, read
from safespot_tui.server.transaction import Transaction

from ..conftest import Person, World

REPORT = {"title": "Luz cortada", "category": "servicios"}


async def write(world: World, person: Person, function: Callable[[Transaction], Any]) -> None:
    """A transaction of somebody's."""
    caller = Caller(person.id, sessions.sha256(person.token))
    await world.backend.write(caller, function)


async def told(world: World, person: Person, cursor: str) -> list[CaseModel]:
    """The cases that somebody's log tells of after a cursor, as they are now."""

    def look(connection: Any) -> list[CaseModel]:
        batch = read(connection, sessions.sha256(person.token), cursor, 100)
        assert isinstance(batch, Batch)
        rows = [row for row in batch.rows if row.name is EventName.CASE_UPDATED]
        found = hydration.payloads(connection, person.id, rows)
        return [
            CaseModel.model_validate(payload["partial"] | {"conversation_id": payload["id"]})
            for payload in found
            if payload is not None
        ]

    return await world.backend.database.read(look)


async def cursor(person: Person) -> str:
    return (await person.snapshot())["cursor"]


async def test_what_is_flagged_becomes_a_case_to_every_moderator(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod, other = await world.moderator("mod"), await world.moderator("otra")
    group = await ana.open_group("Plaza", beto)
    before = {person: await cursor(person) for person in (ana, mod, other)}
    await write(world, beto, lambda t: cases.something_new(t, group, flagged=True))
    for person in (mod, other):
        (case,) = await told(world, person, before[person])
        assert case.name == "Plaza"
        assert case.revision == 1
        assert case.waiting_since == case.created_at
    assert await told(world, ana, before[ana]) == []


async def test_what_waits_goes_on_waiting_from_the_first(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    group = await ana.open_group("Plaza", beto)
    start = await cursor(mod)
    await write(world, beto, lambda t: cases.something_new(t, group, flagged=True))
    (first,) = await told(world, mod, start)
    later = await cursor(mod)
    await write(world, beto, lambda t: cases.something_new(t, group, flagged=True))
    (second,) = await told(world, mod, later)
    assert second.revision == 2
    assert second.waiting_since == first.waiting_since


async def test_something_new_brings_back_what_was_done(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    group = await ana.open_group("Plaza", beto)
    start = await cursor(mod)

    def end(transaction: Transaction) -> None:
        now = transaction.now
        cases.change(transaction, group, done_at=now, snoozed_until=now, waiting_since=None)

    await write(world, beto, lambda t: cases.something_new(t, group, flagged=True))
    await write(world, mod, end)
    assert (await told(world, mod, start))[-1].done_at is not None
    await write(world, beto, lambda t: cases.something_new(t, group))
    case = (await told(world, mod, start))[-1]
    assert (case.done_at, case.snoozed_until, case.revision) == (None, None, 3)
    assert case.waiting_since is not None


async def test_what_nobody_flagged_is_a_case_to_moderators_in_it(world: World) -> None:
    mod, other = await world.moderator("mod"), await world.moderator("otra")
    ana = await world.person("ana")
    dm = await ana.open_dm(mod)
    before = {person: await cursor(person) for person in (ana, mod, other)}
    await write(world, mod, lambda t: cases.tell(t, dm))
    assert await told(world, mod, before[mod]) == [], "it is none as long as nobody works on it"
    await write(world, mod, lambda t: cases.change(t, dm, claimed_by=mod.id))
    (case,) = await told(world, mod, before[mod])
    assert (case.name, case.claimed_by) == ("", mod.id)
    assert await told(world, other, before[other]) == []
    assert await told(world, ana, before[ana]) == []


async def test_who_does_not_moderate_any_more_is_told_nothing(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod = await world.moderator("mod")
    group = await ana.open_group("Plaza", beto)
    start = await cursor(mod)
    await write(world, beto, lambda t: cases.something_new(t, group, flagged=True))
    assert await told(world, mod, start)
    await world.demote(mod)
    assert await told(world, mod, start) == []
