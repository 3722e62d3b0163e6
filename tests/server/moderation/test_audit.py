"""The trail: what it says, and that nobody changes it."""

import asyncio
import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.standing import Standing
from safespot_tui.server.auth import sessions
from safespot_tui.server.auth.sessions import Caller
from safespot_tui.server.moderation import audit
from safespot_tui.server.schema import EPOCH, MICROSECOND

from ..conftest import Person, World
from .test_observers import place, reported


async def acts(world: World, person: Person, *reasons: str, **about: Any) -> None:
    """Entries by somebody, each in a transaction of its own."""
    caller = Caller(person.id, sessions.sha256(person.token))
    for reason in reasons:
        await world.backend.write(
            caller, lambda t, r=reason: audit.record(t, AuditAction.USER_MUTED, r, **about)
        )


def by_hand(before: str, entry: dict[str, Any]) -> str:
    """The hash of an entry as the contract says it is made."""

    def plain(value: Any) -> Any:
        is_time = isinstance(value, str) and value[4:5] == "-" and value.endswith("Z")
        return (datetime.fromisoformat(value) - EPOCH) // MICROSECOND if is_time else value

    said = [before, *(plain(entry[name]) for name in entry if name != "sha256")]
    line = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


async def test_each_sees_their_own_acts_and_admins_all(world: World) -> None:
    ana, beto = await world.people("ana", "beto")
    mod, other = await world.moderator("mod"), await world.moderator("otra")
    admin = await world.moderator("jefa", Standing.ADMIN)
    group = await reported(ana, beto)
    await mod.do("PUT", place(group))
    await acts(world, other, "¡basta!", "otra vez", user_id=beto.id, until=EPOCH)
    own = await mod.do("GET", "/moderation/audit")
    (opened,) = own["entries"]
    assert (opened["action"], opened["conversation_id"]) == ("conversation_opened", group)
    assert set(own["entities"]["users"]) == {mod.id}

    first = await admin.do("GET", "/moderation/audit", params={"limit": 2})
    assert [entry["number"] for entry in first["entries"]] == [3, 2]
    assert set(first["entities"]["users"]) == {other.id, beto.id}
    rest = await admin.do("GET", "/moderation/audit", params={"after": first["next"]})
    assert ([entry["number"] for entry in rest["entries"]], rest["next"]) == ([1], None)
    oldest_first = [*rest["entries"], *first["entries"][::-1]]
    before = ""
    for entry in oldest_first:
        before = by_hand(before, entry)
        assert entry["sha256"] == before
    for query, numbers in (({"user_id": beto.id}, [3, 2]), ({"conversation_id": group}, [1])):
        found = await admin.do("GET", "/moderation/audit", params=query)
        assert [entry["number"] for entry in found["entries"]] == numbers
    for person, path in ((admin, "/moderation/audit?after=x"), (ana, "/moderation/audit")):
        assert (await person.ask("GET", path)).status_code == (422 if person is admin else 403)


async def test_acts_at_once_are_one_after_the_other(world: World) -> None:
    mods = [await world.moderator(alias) for alias in ("mod", "otra")]
    await asyncio.gather(*(acts(world, mod, str(n)) for n in range(5) for mod in mods))
    whole = await world.backend.database.read(audit.verify)
    assert (whole.rows, whole.wrong) == (10, None)


async def test_the_database_refuses_to_change_it(world: World) -> None:
    mod = await world.moderator("mod")
    await acts(world, mod, "uno")

    def change(connection: Connection) -> None:
        statements = ["UPDATE audit SET reason = ''", "DELETE FROM audit"]
        if connection.dialect.name == "postgresql":
            statements.append("TRUNCATE audit")
        for each in statements:
            with pytest.raises(DBAPIError, match="append-only"), connection.begin_nested():
                connection.execute(text(each))

    await world.backend.database.write(change)
    assert (await world.backend.database.read(audit.verify)).rows == 1


UNPROTECT = {
    "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}
FORGERIES = {
    "UPDATE audit SET reason = 'dos' WHERE number = 2": 2,
    "DELETE FROM audit WHERE number = 1": 1,
    "UPDATE audit SET number = 9 WHERE number = 3": 3,
    "UPDATE audit SET until = 1 WHERE number = 3": 3,
    "SELECT 1": None,
}


async def test_what_was_changed_past_the_database_shows(world: World) -> None:
    mod = await world.moderator("mod")
    await acts(world, mod, "uno", "¡dos!", "tres")

    def forge(connection: Connection) -> dict[str, int | None]:
        for statement in UNPROTECT[connection.dialect.name]:
            connection.execute(text(statement))
        found: dict[str, int | None] = {}
        for statement in FORGERIES:
            with connection.begin_nested() as there:
                connection.execute(text(statement))
                found[statement] = audit.verify(connection).wrong
                there.rollback()
        return found

    assert await world.backend.database.write(forge) == FORGERIES
