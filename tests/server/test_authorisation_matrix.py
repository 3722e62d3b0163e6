"""Who may do what: every operation of the document, asked by everybody there can be.

The table has no row for what it does not name, so a new operation without a row fails. It is also
docs/authorisation.md; `--update-screenshots` writes it there.
"""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.app import create_app

from .conftest import PASSWORD, Person, World

WHO = (
    "owner",
    "member",
    "moderator",
    "moderator elsewhere",
    "observer",
    "admin",
    "muted",
    "suspended",
    "ex-member",
    "stranger",
    "expired",
    "none",
)
"""Of the group that is asked about; moderators are the server's, the first is a plain member."""
OUTSIDE = (401,) * 2
"""Who has no session."""

ANYBODY = (200,) * 12
NOBODY = (404,) * 12
ADMIN = (*(404,) * 5, 200, *(404,) * 6)
WHO_IS_THERE = (200,) * 10 + OUTSIDE
LOGGED_IN = (200,) * 7 + (403, 200, 200) + OUTSIDE
LOGGED_IN_ALOUD = (200,) * 6 + (403, 403, 200, 200) + OUTSIDE
IN_THE_GROUP = (200, 200, 200, 404, 200, 404, 200, 403, 404, 404, *OUTSIDE)
IN_THE_GROUP_ALOUD = (200, 200, 200, 404, 403, 404, 403, 403, 404, 404, *OUTSIDE)
MEMBERS = (200, 200, 200, 404, 403, 404, 200, 403, 404, 404, *OUTSIDE)
OWNER = (200, 403, 403, 404, 403, 404, 403, 403, 404, 404, *OUTSIDE)
MODERATORS = (403, 403, 200, 200, 200, 200, 403, 403, 403, 403, *OUTSIDE)
MODERATORS_OUTSIDE = (403, 403, 409, 200, 200, 200, 403, 403, 403, 403, *OUTSIDE)

MATRIX = {
    "register": ANYBODY,
    "log_in": ANYBODY,
    "get_health": ANYBODY,
    "get_metrics": ADMIN,
    "accept_invitation": NOBODY,
    "log_out": WHO_IS_THERE,
    "get_me": WHO_IS_THERE,
    "update_me": LOGGED_IN_ALOUD,
    "change_password": LOGGED_IN,
    "search_users": LOGGED_IN,
    "search_messages": LOGGED_IN,
    "list_conversations": LOGGED_IN,
    "create_conversation": LOGGED_IN_ALOUD,
    "create_report": LOGGED_IN_ALOUD,
    "get_report": LOGGED_IN,
    "get_snapshot": LOGGED_IN,
    "stream_events": LOGGED_IN,
    "upload_image": LOGGED_IN_ALOUD,
    "get_conversation": IN_THE_GROUP,
    "update_membership": IN_THE_GROUP,
    "mark_read": IN_THE_GROUP,
    "mark_delivered": IN_THE_GROUP,
    "set_typing": IN_THE_GROUP_ALOUD,
    "list_messages": IN_THE_GROUP,
    "send_message": IN_THE_GROUP_ALOUD,
    "get_message": IN_THE_GROUP,
    "add_reaction": IN_THE_GROUP_ALOUD,
    "remove_reaction": MEMBERS,
    "star": IN_THE_GROUP,
    "unstar": IN_THE_GROUP,
    "pin": IN_THE_GROUP_ALOUD,
    "unpin": IN_THE_GROUP_ALOUD,
    "get_image": IN_THE_GROUP,
    "flag": MEMBERS,
    "update_conversation": OWNER,
    "add_members": OWNER,
    "remove_member": OWNER,
    "set_role": OWNER,
    "edit_message": OWNER,
    "delete_message": OWNER,
    "list_moderators": MODERATORS,
    "list_cases": MODERATORS,
    "claim": MODERATORS,
    "release": MODERATORS,
    "snooze": MODERATORS,
    "finish": MODERATORS,
    "write_note": MODERATORS,
    "observe": MODERATORS_OUTSIDE,
    "stop_observing": MODERATORS,
    "see_members": MODERATORS,
    "bring_in": MODERATORS,
    "take_out": MODERATORS,
    "set_lock": MODERATORS,
    "remove_message": MODERATORS,
    "get_person": MODERATORS,
    "set_sanction": MODERATORS,
    "list_audit": MODERATORS,
}
"""By `WHO`; 200 stands for whatever success is. The message that is asked about is the owner's."""

CODES = {
    401: {"not_logged_in"},
    403: {"forbidden", "muted", "suspended", "observing"},
    404: {"not_found"},
    409: {"is_member"},
}
OWN_CODES = {"muted": "muted", "suspended": "suspended", "observer": "observing"}
"""Refusals that each are for one of them."""
STRANGE = ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"})
"""What somebody sends who has no session."""

DOCUMENT = Path(__file__).parents[2] / "docs" / "authorisation.md"
HEAD = """# Who may do what

Every operation of the bundled backend, asked about a group that was flagged, a message of its owner
and an image in it, by everybody there can be. `tests/server/test_authorisation_matrix.py` asks all
of it, and fails for an operation that is not here. Moderators and the admin are the server's
(`safespot-tui admin set-role`): the first moderator is a plain member of the group, the second is
not in it, nor is the admin. The observer is a moderator who has it open without being in it. Who is
muted or suspended is a plain member. Who was in the group and is not any more sees what a stranger
sees; a session that is over is none.

✓ done · 403 visible, and not theirs to do · 404 as if it did not exist · 401 log in first
· 409 they are in it

`accept_invitation` is asked without an invitation. `get_metrics` is asked from another machine: it
answers its own, the server's admins, and who has its token. `set_sanction` is asked about a plain
member: only an admin does that to a moderator, and nobody to an admin. A group that was not
flagged, and belongs to no report, is 404 to the moderators who are not in it.
"""


def operations() -> dict[str, tuple[str, str]]:
    return {
        operation["operationId"]: (method.upper(), path)
        for path, methods in create_app().openapi()["paths"].items()
        for method, operation in methods.items()
    }


class Town:
    """Everybody, and a way to make a group that they are to as `WHO` says."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def settle(self, app: Any) -> None:
        world = self.world
        everybody = await world.people(*(who.replace(" ", "-") for who in (*WHO[:-1], "other")))
        self.askers: dict[str, Person | None] = dict(zip(WHO, everybody, strict=False))
        self.owner, self.ex, self.expired = everybody[0], everybody[8], everybody[10]
        self.observer, self.other = everybody[4], everybody[-1]
        self.inside = [*everybody[1:3], *everybody[6:9], self.expired, self.other]
        self.askers["none"] = None
        standings = (*[Standing.MODERATOR] * 3, Standing.ADMIN)
        for each, standing in zip(everybody[2:6], standings, strict=True):
            await app.state.backend.database.write(
                lambda c, id_=each.id, to=standing: people.set_standing(c, id_, to)
            )
        self.image = str(uuid.uuid4())
        picture = BytesIO()
        Image.new("RGB", (2, 2)).save(picture, "PNG")
        self.picture = picture.getvalue()
        await self.owner.ask("PUT", f"/images/{self.image}", content=self.picture)
        report = {"title": "Luz cortada", "category": "servicios"}
        self.report = (await self.owner.do("POST", "/reports", report))["id"]
        until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        for each, kind in zip(everybody[6:8], ("mute", "suspension"), strict=True):
            where = f"/moderation/users/{each.id}/sanctions/{kind}"
            await self.observer.do("PUT", where, {"until": until, "reason": "insulta"})

    async def places(self) -> dict[str, str]:
        """A group of its own for a request that changes something, and what is in it."""
        group = await self.owner.open_group("Vecinos", *self.inside)
        await self.owner.do("DELETE", f"/conversations/{group}/members/{self.ex.id}")
        shown = {
            "client_message_id": str(uuid.uuid4()),
            "type": "image",
            "image_id": self.image,
        }
        await self.owner.do("POST", f"/conversations/{group}/messages", shown)
        flag = {"user_id": self.other.id, "reason": "me amenaza"}
        await self.owner.do("PUT", f"/conversations/{group}/flags/{uuid.uuid4()}", flag)
        await self.observer.do("PUT", f"/moderation/conversations/{group}/observers/me")
        return {
            "conversation_id": group,
            "message_id": (await self.owner.send(group, "hola"))["id"],
            "user_id": self.other.id,
            "emoji": "👍",
            "image_id": self.image,
            "report_id": self.report,
            "note_id": str(uuid.uuid4()),
            "flag_id": str(uuid.uuid4()),
            "kind": "mute",
        }

    def body(self, operation: str, places: dict[str, str]) -> Any:
        new = uuid.uuid4()
        someone = f"{new}@example.org"
        match operation:
            case "register":
                return {"email": someone, "password": PASSWORD, "alias": str(new)[:30]}
            case "accept_invitation":
                return {"invitation": "none", "email": someone, "password": PASSWORD}
            case "log_in":
                return {"email": self.owner.email, "password": PASSWORD}
            case "change_password":
                return {"current": PASSWORD, "password": PASSWORD}
            case "update_me":
                return {"alias": str(new)[:30]}
            case "create_conversation":
                return {"type": "dm", "user_id": self.other.id}
            case "create_report":
                return {"title": "Bache", "category": "calles"}
            case "mark_read" | "mark_delivered":
                return {"message_id": places["message_id"]}
            case "set_typing":
                return {"typing": True}
            case "send_message":
                return {"client_message_id": str(new), "content": "x"}
            case "edit_message":
                return {"content": "otra cosa"}
            case "update_conversation":
                return {"name": "Otra"}
            case "update_membership":
                return {"pinned": True}
            case "add_members":
                return {"user_ids": [places["user_id"]]}
            case "flag":
                return {"user_id": places["user_id"], "reason": "me amenaza"}
            case "remove_message" | "take_out":
                return {"reason": "insulta"}
            case "bring_in":
                return {"user_ids": [places["user_id"]], "reason": "es del edificio"}
            case "set_lock":
                return {"locked": True, "reason": "se calman"}
            case "set_sanction":
                return {"until": "2999-01-01T00:00:00Z", "reason": "insulta"}
            case "set_role":
                return {"role": "admin"}
            case "claim":
                return {}
            case "snooze":
                return {"until": None}
            case "finish":
                return {"done": True}
            case "write_note":
                return {"content": "x"}
            case _:
                return None


@pytest.fixture
async def town(quick_passwords: None) -> AsyncIterator[Town]:
    app = create_app()
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, False, client=("203.0.113.7", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            town = Town(World(http))
            await town.settle(app)
            yield town


def test_every_operation_has_a_row() -> None:
    assert set(MATRIX) == set(operations())


def test_the_document_is_the_table(pytestconfig: pytest.Config) -> None:
    rows = [
        f"| `{operation}` | " + " | ".join("✓" if s == 200 else str(s) for s in statuses) + " |"
        for operation, statuses in MATRIX.items()
    ]
    table = [f"| | {' | '.join(WHO)} |", "| --- |" + " --- |" * len(WHO), *rows]
    text = HEAD + "\n" + "\n".join(table) + "\n"
    if pytestconfig.getoption("--update-screenshots"):
        DOCUMENT.write_text(text, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("operation", "request_line"), operations().items())
async def test_who_may_do_it(town: Town, operation: str, request_line: tuple[str, str]) -> None:
    method, path = request_line
    queries = {"search_messages": {"words": "hola"}, "stream_events": {"cursor": "useless"}}
    found: dict[str, int] = {}
    places: dict[str, str] = {}
    # The owner, who makes the groups, comes last: they may log out.
    for who, asker in reversed(town.askers.items()):
        # What was refused has changed nothing.
        if not places or (200 in found.values() and "{" in path):
            places = await town.places()
        is_image = operation == "upload_image"
        if is_image:
            places["image_id"] = str(uuid.uuid4())
        if who == "expired":
            await town.expired.ask("DELETE", "/sessions/current")
        for headers in STRANGE if asker is None else (asker.headers,):
            payload: dict[str, Any] = (
                {"content": town.picture} if is_image else {"json": town.body(operation, places)}
            )
            answer = await town.world.http.request(
                method,
                path.format(**places),
                headers=headers,
                params=queries.get(operation),
                **payload,
            )
            status = 200 if answer.is_success else answer.status_code
            assert found.setdefault(who, status) == status, who
            if status != 200:
                code = answer.json()["error"]["code"]
                assert code in CODES[status]
                for theirs, refusal in OWN_CODES.items():
                    assert who == theirs or code != refusal
    assert found == dict(zip(WHO, MATRIX[operation], strict=True))
