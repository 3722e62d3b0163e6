"""What moderators do with cases, and what stands against it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from safespot_tui.domain.standing import Standing

from ..conftest import Person, World
from .test_flags import flag

REPORT = {"title": "Luz cortada", "category": "servicios"}


class Desk:
    """Ana wrote to Beto about a report; Mora and Nora moderate, Olga operates the server."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def set(self) -> "Desk":
        self.ana, self.beto = await self.world.people("ana", "beto")
        self.mora = await self.world.moderator("mora")
        self.nora = await self.world.moderator("nora")
        self.olga = await self.world.moderator("olga", Standing.ADMIN)
        report = (await self.ana.do("POST", "/reports", REPORT))["id"]
        self.dm = await self.ana.open_dm(self.beto, report_id=report)
        await self.ana.send(self.dm, "¿Cuándo vuelve?")
        return self

    def path(self, what: str, of: str | None = None) -> str:
        return f"/moderation/cases/{of or self.dm}/{what}"

    async def put(self, who: Person, what: str, **body: Any) -> dict[str, Any]:
        """A change that succeeds; the case afterwards."""
        answer = await who.do("PUT", self.path(what), body)
        return answer["entities"]["cases"][answer["id"]]

    async def refused(self, who: Person, what: str, **body: Any) -> dict[str, Any]:
        """A change that does not; the error."""
        answer = await who.ask("PUT", self.path(what), json=body)
        assert not answer.is_success
        return answer.json()["error"]

    async def case(self) -> dict[str, Any]:
        return (await self.mora.snapshot())["entities"]["cases"][self.dm]


@pytest.fixture
async def desk(world: World) -> Desk:
    return await Desk(world).set()


async def test_what_one_claims_another_does_not_get(desk: Desk) -> None:
    case = await desk.put(desk.mora, "claim")
    assert (case["claimed_by"], case["name"]) == (desk.mora.id, "Luz cortada")
    assert await desk.put(desk.mora, "claim") == case, "it is hers already"
    for other in (desk.nora, desk.olga):
        error = await desk.refused(other, "claim")
        assert error["code"] == "claimed"
        assert error["details"] == {"user_id": desk.mora.id, "alias": "mora"}
    assert (await desk.refused(desk.nora, "claim", user_id=desk.nora.id))["code"] == "claimed"
    assert (await desk.case())["claimed_by"] == desk.mora.id


async def test_it_is_handed_over_by_who_has_it_or_an_admin(desk: Desk) -> None:
    await desk.put(desk.mora, "claim")
    assert (await desk.put(desk.mora, "claim", user_id=desk.nora.id))["claimed_by"] == desk.nora.id
    assert (await desk.put(desk.olga, "claim", user_id=desk.mora.id))["claimed_by"] == desk.mora.id
    for nobody in (desk.ana.id, str(uuid.uuid4())):
        assert (await desk.refused(desk.mora, "claim", user_id=nobody))["code"] == "not_found"


async def test_what_nobody_else_may_see_is_handed_over_once_it_was_reported(desk: Desk) -> None:
    desk.dm = await desk.mora.open_dm(desk.ana)
    said = await desk.ana.send(desk.dm, "te voy a encontrar")
    to_nora = {"user_id": desk.nora.id}
    assert (await desk.refused(desk.mora, "claim", **to_nora))["code"] == "not_found"
    assert (await flag(desk.mora, desk.dm, message_id=said["id"])).status_code == 204
    assert (await desk.put(desk.mora, "claim", **to_nora))["claimed_by"] == desk.nora.id


async def test_it_is_given_back_by_who_has_it_or_an_admin(desk: Desk) -> None:
    await desk.put(desk.mora, "claim")
    answer = await desk.nora.ask("DELETE", desk.path("claim"))
    assert answer.status_code == 403
    for who in (desk.mora, desk.olga):
        await desk.put(desk.mora, "claim")
        await who.do("DELETE", desk.path("claim"))
        assert (await desk.case())["claimed_by"] is None


async def test_what_snoozes_is_brought_back_by_who_does_not_moderate(desk: Desk) -> None:
    until = datetime.now(UTC) + timedelta(days=1)
    case = await desk.put(desk.mora, "snooze", until=until.isoformat())
    assert datetime.fromisoformat(case["snoozed_until"]) == until
    assert (await desk.put(desk.mora, "snooze", until=None))["snoozed_until"] is None
    await desk.put(desk.mora, "snooze", until=until.isoformat())
    await desk.beto.send(desk.dm, "Ni idea")
    assert (await desk.case())["snoozed_until"] is None


@pytest.mark.parametrize("ahead", [timedelta(seconds=-1), timedelta(days=400)])
async def test_a_snooze_ends_within_a_year(desk: Desk, ahead: timedelta) -> None:
    until = datetime.now(UTC) + ahead
    error = await desk.refused(desk.mora, "snooze", until=until.isoformat())
    assert error["code"] == "invalid"


async def test_done_until_somebody_writes(desk: Desk) -> None:
    await desk.put(desk.mora, "claim")
    case = await desk.put(desk.mora, "done", done=True)
    assert case["done_at"] is not None
    assert (case["claimed_by"], case["waiting_since"]) == (None, None)
    assert desk.dm not in (await desk.mora.snapshot())["entities"]["cases"]
    written = await desk.ana.send(desk.dm, "¿Y?")
    assert (await desk.case())["waiting_since"] == written["created_at"]
    assert (await desk.put(desk.mora, "done", done=True))["waiting_since"] is None
    again = await desk.put(desk.nora, "done", done=False)
    assert (again["done_at"], again["waiting_since"]) == (None, written["created_at"])


async def test_an_answer_ends_the_waiting_and_is_not_the_end(world: World) -> None:
    ana, mora = await world.person("ana"), await world.moderator("mora")
    report = (await ana.do("POST", "/reports", REPORT))["id"]
    dm = await ana.open_dm(mora, report_id=report)

    async def case() -> dict[str, Any]:
        return (await mora.snapshot())["entities"]["cases"][dm]

    assert ((await case())["revision"], (await case())["waiting_since"]) == (0, None)
    first = await ana.send(dm, "Sigue cortada")
    await ana.send(dm, "¿Hola?")
    assert (await case())["waiting_since"] == first["created_at"]
    answer = await mora.send(dm, "Ya avisamos")
    assert (await case())["waiting_since"] is None
    assert (await case())["last_message_at"] == answer["created_at"]
    assert (await case())["done_at"] is None


async def test_a_note_is_written_once(desk: Desk) -> None:
    note = str(uuid.uuid4())
    case = await desk.put(desk.mora, f"notes/{note}", content=" Llamar a Edenor ")
    assert [(n["author_id"], n["content"]) for n in case["notes"]] == [
        (desk.mora.id, "Llamar a Edenor")
    ]
    assert await desk.put(desk.mora, f"notes/{note}", content="Llamar a Edenor") == case
    for who, content in ((desk.mora, "otra cosa"), (desk.nora, "Llamar a Edenor")):
        error = await desk.refused(who, f"notes/{note}", content=content)
        assert error["code"] == "note_id_taken"


async def test_what_is_no_case_is_not_there(desk: Desk) -> None:
    """Two people who talk to each other, and nobody asked for help."""
    dm = await desk.ana.open_dm(desk.beto)
    unknown = str(uuid.uuid4())
    said = {
        (await desk.mora.ask("PUT", desk.path("claim", of), json={})).content
        for of in (dm, unknown)
    }
    assert len(said) == 1
    assert b"not_found" in said.pop()


async def test_who_moderates_is_listed(desk: Desk) -> None:
    listed = await desk.mora.do("GET", "/moderation/moderators")
    assert listed["ids"] == [desk.mora.id, desk.nora.id, desk.olga.id]


async def test_the_trail_says_who_was_done_and_who_handed_over(desk: Desk) -> None:
    await desk.put(desk.mora, "claim")
    await desk.put(desk.mora, "claim", user_id=desk.nora.id)
    await desk.put(desk.nora, "claim", user_id=desk.nora.id)
    for done in (True, True, False):
        await desk.put(desk.nora, "done", done=done)
    trail = await desk.olga.do("GET", "/moderation/audit", params={"conversation_id": desk.dm})
    told = [(row["action"], row["actor_id"], row["user_id"]) for row in trail["entries"]]
    assert told == [
        ("case_done", desk.nora.id, None),
        ("case_handed_over", desk.mora.id, desk.nora.id),
    ]


async def test_nobody_observes_what_is_done(desk: Desk) -> None:
    await desk.nora.do("PUT", f"/moderation/conversations/{desk.dm}/observers/me")
    assert (await desk.case())["observer_ids"] == [desk.nora.id]
    assert (await desk.put(desk.mora, "done", done=True))["observer_ids"] == []
    assert (await desk.nora.ask("GET", f"/conversations/{desk.dm}")).status_code == 404


async def test_who_does_not_moderate_learns_nothing(desk: Desk) -> None:
    """Not even whether there is such a case, or what a request should look like."""
    said: set[bytes] = set()
    for of in (desk.dm, str(uuid.uuid4())):
        for body in ({}, {"user_id": "nobody"}, {"done": "perhaps"}):
            for what in ("claim", "done", f"notes/{uuid.uuid4()}"):
                answer = await desk.ana.ask("PUT", desk.path(what, of), json=body)
                assert answer.status_code == 403
                said.add(answer.content)
    assert len(said) == 1
