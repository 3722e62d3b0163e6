"""Seeded databases are as if people had talked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Engine, event

from safespot_tui.server.seed import Seeder, seed

from .conftest import PASSWORD, Person, World

START = datetime(2026, 1, 1, tzinfo=UTC)


async def log_in(world: World, name: str) -> Person:
    body = {"email": f"{name}@example.org", "password": PASSWORD}
    answer = await world.http.post("/sessions", json=body)
    return Person(world.http, answer.json(), body["email"])


def fill(seeder: Seeder) -> dict[str, str]:
    ana, beto = (
        seeder.create_user(f"{name}@example.org", PASSWORD, name, START) for name in ("ana", "beto")
    )
    report = seeder.create_report("Bache", "calles", ana, START)
    dm = seeder.create_dm(ana, beto, START, report_id=report)
    group = seeder.create_group("Vecinos", [beto, ana], START, icon="🏠")
    first = seeder.add_message(dm, ana, "hola", START)
    second = seeder.add_message(dm, beto, "buenas", START, reply_to_id=first)
    third = seeder.add_message(dm, beto, "¿vas?", START + timedelta(hours=1))
    gone = seeder.add_message(dm, beto, "x", START + timedelta(hours=2), deleted_at=START)
    seeder.add_reaction(second, ana, "👍", START)
    seeder.mark_read(ana, second)
    seeder.mark_delivered(ana, third)
    seeder.set_flags(dm, ana, pinned=True)
    return {"ana": ana, "dm": dm, "group": group, "second": second, "gone": gone, "report": report}


async def test_seeded_people_go_on_talking(world: Any) -> None:
    database = world.http._transport.app.state.backend.database
    ids = await seed(database, fill, Random(7))
    ana, beto = await log_in(world, "ana"), await log_in(world, "beto")
    snapshot = await ana.snapshot()
    assert snapshot["me"] == ids["ana"]
    assert snapshot["ids"] == [ids["dm"], ids["group"]]
    entities = snapshot["entities"]
    own = entities["members"][ids["dm"]][ids["ana"]]
    assert (own["read_position"], own["delivered_position"]) == (2, 3)
    assert own["last_read_message_id"] == ids["second"]
    assert entities["conversations"][ids["dm"]]["head_position"] == 4
    assert entities["messages"][ids["gone"]]["content"] == ""
    assert entities["conversations"][ids["group"]]["metadata"] == {"name": "Vecinos", "icon": "🏠"}
    assert list(entities["reports"]) == [ids["report"]]
    page = await ana.do("GET", f"/conversations/{ids['dm']}/messages")
    found = [page["entities"]["messages"][id_]["created_at"] for id_ in page["ids"]]
    times = [datetime.fromisoformat(time) for time in found]
    assert times == sorted(set(times))
    assert (await ana.message(ids["second"]))["reactions"][0]["emoji"] == "👍"
    assert (await beto.send(ids["dm"], "sigo"))["position"] == 5


async def test_the_same_seed_gives_the_same_ids(world: Any) -> None:
    database = world.http._transport.app.state.backend.database
    assert await seed(database, fill, Random(7)) == fill(Seeder(Random(7)))


@contextmanager
def inserts() -> Iterator[list[str]]:
    """What is written into any database meanwhile, statement by statement."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("INSERT"):
            asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_long_history_takes_no_more_statements_than_a_short_one(world: World) -> None:
    database = world.http._transport.app.state.backend.database  # pyright: ignore[reportAttributeAccessIssue]

    def of(length: int, *people: str) -> Callable[[Seeder], tuple[str, str]]:
        def history(seeder: Seeder) -> tuple[str, str]:
            ana, beto = (
                seeder.create_user(f"{name}@example.org", PASSWORD, name, START) for name in people
            )
            dm = seeder.create_dm(ana, beto, START)
            for number in range(length):
                seeder.add_message(dm, (ana, beto)[number % 2], str(number), START)
            return ana, dm

        return history

    with inserts() as for_few:
        await seed(database, of(2, "ana", "beto"), Random(1))
    with inserts() as for_many:
        _, dm = await seed(database, of(5_000, "carla", "dora"), Random(2))
    assert for_many == for_few
    assert sum("INTO messages" in each for each in for_many) == 1
    page = await (await log_in(world, "carla")).do("GET", f"/conversations/{dm}/messages")
    newest = page["entities"]["messages"][page["ids"][-1]]
    assert (newest["position"], newest["content"]) == (5_000, "4999")
