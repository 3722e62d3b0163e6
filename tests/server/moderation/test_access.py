"""What who does not moderate learns of what is moderated: nothing."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from ..conftest import World
from ..test_authorisation_matrix import operations
from .test_flags import flag
from .test_observers import reported

DESK = {
    name: (method, path)
    for name, (method, path) in operations().items()
    if path.startswith("/moderation/")
}


@pytest.fixture(scope="module")
def bodies() -> dict[str, Any]:
    """A good body for whatever is asked with one."""
    reason = {"reason": "x"}
    return {
        "claim": {},
        "snooze": {"until": None},
        "finish": {"done": True},
        "write_note": {"content": "x"},
        "remove_message": reason,
        "take_out": reason,
        "bring_in": {"user_ids": [str(uuid.uuid4())], **reason},
        "set_lock": {"locked": True, **reason},
        "set_sanction": {"until": None, **reason},
    }


async def test_a_stranger_is_refused_before_anything_is_looked_up(
    world: World, bodies: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, beto, mod, nosy = await world.people("ana", "beto", "mod", "nosy")
    await world.promote(mod)
    private, flagged = await ana.open_dm(beto), await ana.open_group("Plaza", beto)
    about_a_report = await reported(ana, beto)
    await flag(ana, flagged, user_id=beto.id)
    places: list[dict[str, str]] = []
    for conversation_id in (private, flagged, about_a_report):
        said = await beto.send(conversation_id, "hola")
        there = {"conversation_id": conversation_id, "message_id": said["id"], "user_id": beto.id}
        places.append({**there, "note_id": str(uuid.uuid4()), "kind": "mute"})
    new = {name: str(uuid.uuid4()) for name in places[0]}
    places.append({**new, "kind": "mute"})
    asked: list[str] = []
    database = world.backend.database

    def counted(name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        async def counting(function: Any) -> Any:
            asked.append(name)
            return await ask(function)

        return counting

    for name in ("read", "write"):
        monkeypatch.setattr(database, name, counted(name, getattr(database, name)))
    answers: set[tuple[int, bytes]] = set()
    for operation, (method, path) in DESK.items():
        for ids in places:
            asked.clear()
            answer = await nosy.ask(method, path.format(**ids), json=bodies.get(operation))
            # Whose token it is was asked, and nothing else: nothing can take longer, either.
            assert asked == ["read"], operation
            answers.add((answer.status_code, answer.content))
    ((status, _),) = answers
    assert status == 403


async def test_a_member_elsewhere_learns_nothing_by_flagging(world: World) -> None:
    ana, beto, nosy = await world.people("ana", "beto", "nosy")
    private, flagged = await ana.open_dm(beto), await ana.open_group("Plaza", beto)
    flag_id = str(uuid.uuid4())
    await flag(ana, flagged, flag_id, user_id=beto.id)
    answers = {
        (answer.status_code, answer.content)
        for conversation_id in (private, flagged, str(uuid.uuid4()))
        for id_ in (flag_id, str(uuid.uuid4()))
        if (answer := await flag(nosy, conversation_id, id_, user_id=beto.id))
    }
    ((status, _),) = answers
    assert status == 404
