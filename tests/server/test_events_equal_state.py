"""For every mutating endpoint: the state before and the events since are a fresh snapshot."""

import copy
import json
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from safespot_tui.contract.entities import MessageModel
from safespot_tui.server.app import create_app

State = dict[str, Any]
PRIVATE = {"pinned": False, "archived": False, "muted_until": None, "marked_unread": False}


def apply(state: State, frame: Any) -> None:
    """The reference reducer: what a client may conclude from one event."""
    entities, payload, partial = state["entities"], frame.payload, frame.partial
    conversations, members = entities["conversations"], entities["members"]
    subject, conversation_id = payload["id"], payload["conversation_id"]
    for kind in ("users", "reports"):
        entities[kind].update((payload.get("entities") or {}).get(kind, {}))
    match frame.name:
        case "message-created":
            message = {**partial, "id": subject, "conversation_id": conversation_id}
            if conversation_id not in conversations:
                return
            entities["messages"][subject] = message
            conversation = conversations[conversation_id]
            last = entities["messages"].get(conversation["last_message_id"])
            if last is None or moment(last["created_at"]) <= moment(message["created_at"]):
                conversation["last_message_id"] = subject
                conversation["last_message_at"] = message["created_at"]
            conversation["head_position"] = max(conversation["head_position"], message["position"])
            sender = members[conversation_id].get(message["sender_id"])
            if sender is not None:
                move_read(sender, subject, message["position"])
                move_delivered(sender, message["position"])
        case "message-updated" | "message-deleted":
            message = entities["messages"].get(subject)
            if message is not None and is_news(message, partial):
                message.update(partial)
        case "conversation-created":
            created = {**partial, "id": subject}
            conversations[subject] = created
            for kind in ("members", "messages"):
                entities[kind].update(payload["entities"][kind])
        case "conversation-updated":
            conversations[conversation_id]["metadata"].update(partial.get("metadata", {}))
            if "pinned_message_id" in partial:
                conversations[conversation_id]["pinned_message_id"] = partial["pinned_message_id"]
                for id_, message in payload["entities"].get("messages", {}).items():
                    whole = MessageModel.model_validate(message).model_dump(mode="json")
                    entities["messages"].setdefault(id_, whole)
            if "lock" in partial:
                conversations[conversation_id]["lock"] = partial["lock"]
        case "member-joined":
            ids = {"conversation_id": conversation_id, "user_id": subject}
            members[conversation_id][subject] = {**partial, **ids, **PRIVATE}
        case "member-left":
            if subject == state["me"]:
                conversations.pop(conversation_id, None)
                members.pop(conversation_id, None)
            else:
                members[conversation_id].pop(subject, None)
        case "member-updated":
            member = members[conversation_id][subject]
            if "read_position" in partial:
                move_read(member, partial["last_read_message_id"], partial["read_position"])
            watermarks = ("read_position", "last_read_message_id")
            member.update({k: v for k, v in partial.items() if k not in watermarks})
        case "message-delivered":
            move_delivered(
                members[conversation_id][partial["user_id"]], partial["delivered_position"]
            )
        case "user-updated":
            entities["users"][subject] = {"id": subject, **partial}
        case "account-updated":
            assert subject == state["me"], "it is told to whose it is, and to nobody else"
            state["account"] = partial
        case "case-updated":
            assert conversation_id is None, "its reader need not be in it"
            entities["cases"][subject] = {**partial, "conversation_id": subject}
        case name:
            raise AssertionError(f"an event the reducer does not know: {name}")


def is_news(message: State, partial: State) -> bool:
    """A star has a revision of its own."""
    which = "star_revision" if "starred" in partial else "revision"
    return partial[which] >= message[which]


def moment(text: str) -> datetime:
    """The time itself: as text, one on a whole second would not compare with the others."""
    return datetime.fromisoformat(text)


def move_read(member: State, message_id: str, position: int) -> None:
    if position > member["read_position"] or member["last_read_message_id"] is None:
        member["last_read_message_id"] = message_id
    member["read_position"] = max(position, member["read_position"])


def move_delivered(member: State, position: int) -> None:
    member["delivered_position"] = max(position, member["delivered_position"])


def canonical(state: State) -> State:
    """Only what a snapshot promises: what nothing refers to any more is forgotten."""
    entities = state["entities"]
    conversations, members = entities["conversations"], entities["members"]
    shown = {c[k] for c in conversations.values() for k in ("last_message_id", "pinned_message_id")}
    messages = {k: v for k, v in entities["messages"].items() if k in shown}
    people = {state["me"]} | {user_id for group in members.values() for user_id in group}
    for message in messages.values():
        people |= {message["sender_id"], *(message["notice"] or {}).get("user_ids", [])}
        people |= {u for reaction in message["reactions"] for u in reaction["user_ids"]}
    cases = {k: v for k, v in entities["cases"].items() if v["done_at"] is None}
    for case in cases.values():
        people |= {*case["observer_ids"], case["claimed_by"]}
        people |= {note["author_id"] for note in case["notes"]}
        people |= {flag[who] for flag in case["flags"] for who in ("by", "user_id")}
    about = {c["report_id"] for c in (*conversations.values(), *cases.values())}

    def place(id_: str) -> Any:
        conversation = conversations[id_]
        active_at = conversation["last_message_at"] or conversation["created_at"]
        return members[id_][state["me"]]["pinned"], moment(active_at)

    ids = sorted(sorted(conversations), key=place, reverse=True)
    return {
        "me": state["me"],
        "account": state["account"],
        "ids": ids,
        "conversations": conversations,
        "members": members,
        "messages": messages,
        "users": {k: v for k, v in entities["users"].items() if k in people},
        "reports": {k: v for k, v in entities["reports"].items() if k in about},
        "cases": cases,
    }


class Scene:
    """Ana acts; Beto shares a DM and a group with her; Carla is a stranger, Dora a stranger yet.

    Mora, who is there if it is `moderated`, has the moderator's desk. The group belongs to a
    report, so it is a case to her.
    """

    def __init__(self, world: Any, *, moderated: bool) -> None:
        self.world = world
        self.moderated = moderated

    async def set(self) -> "Scene":
        self.ana, self.beto, self.carla, self.dora = await self.world.people(
            "ana", "beto", "carla", "dora"
        )
        self.onlookers = [self.ana, self.beto, self.carla, self.dora]
        if self.moderated:
            self.mora = await self.world.moderator("mora")
            self.onlookers.append(self.mora)
        report = {"title": "Luz cortada", "category": "servicios"}
        self.report_id = (await self.ana.do("POST", "/reports", report))["id"]
        self.dm = await self.ana.open_dm(self.beto)
        self.group = await self.ana.open_group("Vecinos", self.beto, report_id=self.report_id)
        self.question = (await self.beto.send(self.dm, "¿Estás?"))["id"]
        self.answer = (await self.ana.send(self.group, "Hola a todos"))["id"]
        self.latest = (await self.beto.send(self.group, "Hola Ana"))["id"]
        self.own_last = (await self.ana.send(self.dm, "Sí"))["id"]
        await self.beto.do("PUT", f"/messages/{self.own_last}/reactions/❤")
        left = await self.ana.open_group("Asado", self.dora)
        await self.dora.do("DELETE", f"/conversations/{left}/members/{self.dora.id}")
        return self

    async def do(self, method: str, path: str, body: Any = None) -> Any:
        return await self.ana.do(method, path, body)


Action = Callable[[Scene], Awaitable[Any]]


def act(method: str, path: str, body: Any = None) -> Action:
    """A request of Ana's, with the scene's ids in its path and body."""

    async def run(scene: Scene) -> None:
        names = {k: v for k, v in vars(scene).items() if isinstance(v, str)}
        names |= {p: getattr(scene, p).id for p in ("ana", "beto", "carla", "dora")}
        text = json.dumps(body)
        for name, value in names.items():
            text = text.replace("{" + name + "}", value)
        await scene.do(method, path.format(**names), json.loads(text))

    return run


async def leave_as_owner(scene: Scene) -> None:
    await scene.do("DELETE", f"/conversations/{scene.group}/members/{scene.ana.id}")


async def leave_as_member(scene: Scene) -> None:
    await scene.beto.do("DELETE", f"/conversations/{scene.group}/members/{scene.beto.id}")


async def remove_and_bring_back(scene: Scene) -> None:
    members = f"/conversations/{scene.group}/members"
    await scene.do("DELETE", f"{members}/{scene.beto.id}")
    await scene.ana.send(scene.group, "Beto no lee esto")
    await scene.do("POST", members, {"user_ids": [scene.beto.id]})


async def react_and_take_back(scene: Scene) -> None:
    path = f"/messages/{scene.latest}/reactions/👍"
    await scene.do("PUT", path)
    await scene.beto.do("PUT", path)
    await scene.do("DELETE", path)


async def rename_after_leaving(scene: Scene) -> None:
    """Dora has the last word in a group that she left: Ana must still learn her new name."""
    await scene.dora.do("PATCH", "/me", {"alias": "Dora la Grande"})


async def read_and_unmark(scene: Scene) -> None:
    await act("PATCH", "/conversations/{group}/membership", {"marked_unread": True})(scene)
    await act("PUT", "/conversations/{group}/read", {"message_id": "{latest}"})(scene)


async def star_twice(scene: Scene) -> None:
    """Both have a star on it; only the own one is told."""
    await scene.beto.do("PUT", f"/messages/{scene.latest}/star")
    await act("PUT", "/messages/{latest}/star")(scene)


async def write_and_star(scene: Scene) -> None:
    """Two logs tell of it, and the message may come after its star."""
    message = await scene.ana.send(scene.group, "Importante")
    await scene.do("PUT", f"/messages/{message['id']}/star")


async def star_and_take_back(scene: Scene) -> None:
    await star_twice(scene)
    await act("DELETE", "/messages/{latest}/star")(scene)


async def pin_another_with_a_star(scene: Scene) -> None:
    await act("PUT", "/messages/{answer}/star")(scene)
    await act("PUT", "/messages/{latest}/pin")(scene)
    await scene.beto.do("PUT", f"/messages/{scene.answer}/pin")


async def unpin_what_was_pinned_before(scene: Scene) -> None:
    await pin_another_with_a_star(scene)
    await act("DELETE", "/messages/{latest}/pin")(scene)


async def pin_and_unpin(scene: Scene) -> None:
    await act("PUT", "/messages/{answer}/pin")(scene)
    await act("DELETE", "/messages/{answer}/pin")(scene)


async def delete_what_is_pinned(scene: Scene) -> None:
    await act("PUT", "/messages/{own_last}/pin")(scene)
    await act("DELETE", "/messages/{own_last}")(scene)


async def upload(scene: Scene) -> str:
    """The id of an image of Ana's."""
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    image_id = str(uuid.uuid4())
    answer = await scene.ana.ask("PUT", f"/images/{image_id}", content=file.getvalue())
    assert answer.is_success
    return image_id


async def send_an_image(scene: Scene) -> str:
    body = {
        "client_message_id": str(uuid.uuid4()),
        "type": "image",
        "image_id": await upload(scene),
        "content": "Mirá",
    }
    return (await scene.do("POST", f"/conversations/{scene.group}/messages", body))["id"]


async def send_an_image_and_delete_it(scene: Scene) -> None:
    await scene.do("DELETE", f"/messages/{await send_an_image(scene)}")


async def write_to_who_archived(scene: Scene) -> None:
    archived = {"archived": True}
    for person in (scene.ana, scene.beto):
        await person.do("PATCH", f"/conversations/{scene.group}/membership", archived)
    await scene.ana.send(scene.group, "¿Hay alguien?")


async def triage(scene: Scene) -> None:
    """Everything that becomes of a case, and one that is a case to Mora alone, who is in it."""
    nora = await scene.world.moderator("nora")
    of_group = f"/moderation/cases/{scene.group}"
    own = f"/moderation/cases/{await scene.ana.open_dm(scene.mora)}"
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for case in (of_group, own):
        await scene.mora.do("PUT", f"{case}/claim", {})
        await scene.mora.do("PUT", f"{case}/notes/{uuid.uuid4()}", {"content": "ojo"})
        await scene.mora.do("PUT", f"{case}/snooze", {"until": tomorrow})
    await scene.mora.do("PUT", f"{of_group}/claim", {"user_id": nora.id})
    await scene.beto.send(scene.group, "¿Y?")
    await nora.do("PUT", f"{of_group}/done", {"done": True})
    await nora.do("PATCH", "/me", {"alias": "Nora Inés"})
    await scene.mora.do("PUT", f"{of_group}/done", {"done": False})
    await scene.mora.do("DELETE", f"{own}/claim")


async def moderate(scene: Scene) -> None:
    """All that is done to a group: its people see what becomes of it, and not who looks on."""
    group, mora, reason = scene.group, scene.mora, {"reason": "Se insultan"}
    flagged = {"message_id": scene.answer, **reason}
    desk = f"/moderation/conversations/{group}"
    await scene.beto.do("PUT", f"/conversations/{group}/flags/{uuid.uuid4()}", flagged)
    await mora.do("PUT", f"{desk}/observers/me")
    await scene.beto.send(group, "¡Basta!")
    await mora.do("PUT", f"/conversations/{group}/read", {"message_id": scene.latest})
    await mora.do("PUT", f"/moderation/messages/{scene.answer}/removal", reason)
    await mora.do("POST", f"{desk}/members", {"user_ids": [scene.dora.id], **reason})
    await mora.do("PUT", f"{desk}/lock", {"locked": True, **reason})
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for kind in ("mute", "suspension"):
        sanction = {"until": until, **reason}
        await mora.do("PUT", f"/moderation/users/{scene.beto.id}/sanctions/{kind}", sanction)
    lifted = {"until": None, **reason}
    await mora.do("PUT", f"/moderation/users/{scene.beto.id}/sanctions/suspension", lifted)
    await mora.do("PUT", f"{desk}/members/{scene.ana.id}/removal", reason)
    await scene.dora.do("PATCH", "/me", {"alias": "Dora de la plaza"})


async def moderate_and_go(scene: Scene) -> None:
    """As above, until Mora observes it no more, and is a member in the end."""
    await moderate(scene)
    desk = f"/moderation/conversations/{scene.group}"
    await scene.mora.do("PUT", f"{desk}/lock", {"locked": False, "reason": "Ya está"})
    await scene.dora.send(scene.group, "¿Qué pasó?")
    await scene.mora.do("DELETE", f"{desk}/observers/me")
    await scene.dora.send(scene.group, "¿Y?")
    await scene.mora.do("PUT", f"{desk}/observers/me")
    lifted = {"until": None, "reason": "Ya está"}
    await scene.mora.do("PUT", f"/moderation/users/{scene.beto.id}/sanctions/mute", lifted)
    brought = {"user_ids": [scene.mora.id, scene.ana.id]}
    await scene.beto.do("POST", f"/conversations/{scene.group}/members", brought)
    await scene.mora.send(scene.group, "Acá estoy")


async def be_done_with_it(scene: Scene) -> None:
    await scene.mora.do("PUT", f"/moderation/cases/{scene.group}/done", {"done": True})


async def accept_what_is_no_invitation(scene: Scene) -> None:
    """Nobody is told of an account, and of one that was not given even less."""
    body = {"invitation": "none", "email": "eva@example.org", "password": "12345678"}
    answer = await scene.world.http.post("/invitations/accepted", json=body)
    assert answer.status_code == 404


GROUP = "/conversations/{group}"
CASES: dict[str, list[Action]] = {
    "register": [
        act(
            "POST",
            "/accounts",
            {"email": "eva@example.org", "password": "12345678", "alias": "eva"},
        )
    ],
    "accept_invitation": [accept_what_is_no_invitation],
    "log_in": [act("POST", "/sessions", {"email": "ana@example.org", "password": "correct horse"})],
    "log_out": [act("DELETE", "/sessions/current")],
    "change_password": [
        act("PUT", "/me/password", {"current": "correct horse", "password": "another horse"})
    ],
    "update_me": [act("PATCH", "/me", {"alias": "Ana María"}), rename_after_leaving],
    "create_report": [act("POST", "/reports", {"title": "Bache", "category": "calles"})],
    "create_conversation": [
        act("POST", "/conversations", {"type": "dm", "user_id": "{dora}"}),
        act("POST", "/conversations", {"type": "dm", "user_id": "{beto}"}),
        act(
            "POST",
            "/conversations",
            {"type": "dm", "user_id": "{beto}", "report_id": "{report_id}"},
        ),
        act(
            "POST",
            "/conversations",
            {"type": "group", "name": "Asado", "icon": "🔥", "user_ids": ["{beto}", "{dora}"]},
        ),
    ],
    "update_conversation": [
        act("PATCH", GROUP, {"name": "Vecinas", "icon": "🏠"}),
        act("PATCH", GROUP, {"icon": "🏠"}),
    ],
    "add_members": [act("POST", GROUP + "/members", {"user_ids": ["{dora}", "{beto}", "{dora}"]})],
    "remove_member": [
        act("DELETE", GROUP + "/members/{beto}"),
        leave_as_owner,
        leave_as_member,
        remove_and_bring_back,
    ],
    "set_role": [
        act("PUT", GROUP + "/members/{beto}/role", {"role": "admin"}),
        act("PUT", GROUP + "/members/{beto}/role", {"role": "owner"}),
    ],
    "update_membership": [
        act(
            "PATCH",
            GROUP + "/membership",
            {
                "pinned": True,
                "archived": True,
                "marked_unread": True,
                "muted_until": "2030-01-01T00:00:00Z",
            },
        ),
        act("PATCH", GROUP + "/membership", {"muted_until": None}),
    ],
    "mark_read": [
        act("PUT", GROUP + "/read", {"message_id": "{latest}"}),
        act("PUT", GROUP + "/read", {"message_id": "{answer}"}),
        read_and_unmark,
    ],
    "mark_delivered": [act("PUT", GROUP + "/delivered", {"message_id": "{latest}"})],
    "set_typing": [act("PUT", GROUP + "/typing", {"typing": True})],
    "send_message": [
        act(
            "POST",
            GROUP + "/messages",
            {
                "client_message_id": str(uuid.uuid4()),
                "content": "Sí",
                "reply_to_id": "{latest}",
            },
        ),
        write_to_who_archived,
        send_an_image,
    ],
    "edit_message": [
        act("PATCH", "/messages/{own_last}", {"content": "Sí, acá estoy"}),
        act("PATCH", "/messages/{answer}", {"content": "no es el último"}),
    ],
    "delete_message": [
        act("DELETE", "/messages/{own_last}"),
        delete_what_is_pinned,
        send_an_image_and_delete_it,
    ],
    "upload_image": [upload],
    "star": [act("PUT", "/messages/{latest}/star"), star_twice],
    "unstar": [star_and_take_back],
    "pin": [act("PUT", "/messages/{answer}/pin"), pin_another_with_a_star],
    "unpin": [pin_and_unpin, unpin_what_was_pinned_before],
    "add_reaction": [act("PUT", "/messages/{latest}/reactions/🎉")],
    "remove_reaction": [react_and_take_back],
    # In `triage`, for who moderates.
    **{name: [] for name in ("claim", "release", "snooze", "finish", "write_note")},
    # In `moderate`.
    **{name: [] for name in ("flag", "observe", "stop_observing", "remove_message")},
    **{name: [] for name in ("set_lock", "set_sanction", "bring_in", "take_out")},
}


def mutating_operations() -> set[str]:
    return {
        operation["operationId"]
        for methods in create_app().openapi()["paths"].values()
        for method, operation in methods.items()
        if method != "get"
    }


def test_every_mutating_endpoint_has_a_case() -> None:
    assert mutating_operations() == CASES.keys()


@pytest.mark.parametrize(
    "action",
    [
        pytest.param(action, id=f"{name}-{index}")
        for name, actions in CASES.items()
        for index, action in enumerate(actions)
    ],
)
async def test_state_and_events_equal_a_fresh_snapshot(live: Any, action: Action) -> None:
    await prove(live, action)


def in_turn(*actions: Action) -> Action:
    """One after the other, in one scene."""

    async def run(scene: Scene) -> None:
        for action in actions:
            await action(scene)

    return run


SAID = in_turn(
    act("PATCH", "/me", {"alias": "Ana María"}),
    *CASES["update_conversation"],
    *CASES["update_membership"],
    *CASES["mark_read"],
    *CASES["mark_delivered"],
    *CASES["send_message"],
    *CASES["edit_message"],
    *CASES["unstar"],
    *CASES["pin"],
    delete_what_is_pinned,
    send_an_image_and_delete_it,
    *CASES["remove_reaction"],
    write_and_star,
)
COME_AND_GONE = in_turn(
    *CASES["add_members"],
    *CASES["mark_read"],
    *CASES["set_role"],
    remove_and_bring_back,
    rename_after_leaving,
    leave_as_member,
    leave_as_owner,
)


@pytest.mark.parametrize(
    ("settings", "action"),
    [
        pytest.param({"large_above": 1}, SAID, id="said"),
        pytest.param({"large_above": 1}, COME_AND_GONE, id="come-and-gone"),
        pytest.param({"large_above": 2}, COME_AND_GONE, id="becomes-large"),
        pytest.param({"log_above": 1}, COME_AND_GONE, id="has-a-log"),
        pytest.param({"log_above": 1, "large_above": 2}, COME_AND_GONE, id="has-one-first"),
        pytest.param({"log_above": 1}, moderate_and_go, id="moderated"),
    ],
)
async def test_they_do_in_large_conversations(
    serve: Any, settings: dict[str, int], action: Action
) -> None:
    """Events from the own log and from those of conversations, read together."""
    async with serve(**settings) as world:
        await prove(world, action, moderated=True)


@pytest.mark.parametrize(
    "action",
    [triage, be_done_with_it, moderate, moderate_and_go, in_turn(*CASES["create_conversation"])],
)
async def test_they_do_for_who_moderates(live: Any, action: Action) -> None:
    await prove(live, action, moderated=True)


async def prove(world: Any, action: Action, *, moderated: bool = False) -> None:
    """Whoever looks on from before, with the events since, has what a fresh snapshot says."""
    scene = await Scene(world, moderated=moderated).set()
    actor_window = scene.ana.window
    # Other sessions look on, so that one that ends does not blind its observer.
    watchers = {person.alias: await world.again(person) for person in scene.onlookers}
    before = {alias: await watcher.snapshot() for alias, watcher in watchers.items()}

    await action(scene)

    if not (await watchers[scene.ana.alias].ask("GET", "/conversations")).is_success:
        # Whoever changes a password ends all sessions but that in which it is done.
        watchers[scene.ana.alias] = scene.ana
    for alias, watcher in watchers.items():
        events = await watcher.since(before[alias]["cursor"])
        fresh = await watcher.snapshot()
        state = copy.deepcopy(before[alias])
        for frame in events:
            if frame.name is not None:
                apply(state, frame)
        assert canonical(state) == canonical(fresh), alias
        assert canonical(fresh)["ids"] == fresh["ids"], alias
        if events:
            assert events[-1].cursor == fresh["cursor"], alias
        if alias == "carla":
            assert events == []
            assert fresh == before[alias]
        origins = {frame.payload["originClientId"] for frame in events if frame.name}
        window = actor_window if alias == "ana" else getattr(scene, alias).window
        assert origins <= {None, window}
