"""What each may do in a group."""

from typing import Any

import pytest

PEOPLE = ("owner", "admin", "member", "other_admin", "other")


@pytest.fixture
async def group(world: Any) -> Any:
    """A group with one of each, and a stranger."""
    people: dict[str, Any] = dict(zip(PEOPLE, await world.people(*PEOPLE), strict=True))
    owner, admin = people["owner"], people["admin"]
    group_id = await owner.open_group("Vecinos", *(people[name] for name in PEOPLE[1:]))
    for name in ("admin", "other_admin"):
        path = f"/conversations/{group_id}/members/{people[name].id}/role"
        await owner.do("PUT", path, {"role": "admin"})
    stranger = await world.person("stranger")

    class Group:
        id = group_id
        path = f"/conversations/{group_id}"

        def __getattr__(self, name: str) -> Any:
            return stranger if name == "stranger" else people[name]

        async def roles(self) -> dict[str, str]:
            members = (await admin.snapshot())["entities"]["members"][group_id]
            names = {person.id: name for name, person in people.items()}
            return {names[user_id]: member["role"] for user_id, member in members.items()}

    return Group()


@pytest.mark.parametrize(
    ("who", "status"), [("owner", 200), ("admin", 200), ("member", 403), ("stranger", 404)]
)
@pytest.mark.parametrize(
    ("method", "where", "body"),
    [
        ("PATCH", "", {"name": "Otro"}),
        ("PATCH", "", {"icon": "🏠"}),
        ("POST", "/members", {"user_ids": ["{stranger}"]}),
    ],
)
async def test_who_changes_a_group(
    group: Any, who: str, status: int, method: str, where: str, body: dict[str, Any]
) -> None:
    if "user_ids" in body:
        body = {"user_ids": [group.stranger.id]}
    answer = await getattr(group, who).ask(method, group.path + where, json=body)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("owner", "member", 204),
        ("owner", "admin", 204),
        ("admin", "member", 204),
        ("admin", "other_admin", 403),
        ("admin", "owner", 403),
        ("member", "other", 403),
        ("member", "member", 204),
        ("stranger", "member", 404),
        ("owner", "stranger", 404),
    ],
)
async def test_who_removes_whom(group: Any, who: str, whom: str, status: int) -> None:
    path = f"{group.path}/members/{getattr(group, whom).id}"
    assert (await getattr(group, who).ask("DELETE", path)).status_code == status
    if status == 204:
        assert (await getattr(group, whom).ask("GET", group.path)).status_code == 404
        assert (await group.owner.ask("DELETE", path)).status_code == 404


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("owner", "member", 204),
        ("admin", "member", 403),
        ("admin", "admin", 403),
        ("member", "member", 403),
        ("stranger", "member", 404),
        ("owner", "stranger", 404),
    ],
)
async def test_who_gives_roles(group: Any, who: str, whom: str, status: int) -> None:
    path = f"{group.path}/members/{getattr(group, whom).id}/role"
    answer = await getattr(group, who).ask("PUT", path, json={"role": "owner"})
    assert answer.status_code == status
    assert (await group.roles())["member"] == ("owner" if status == 204 else "member")


async def test_nobody_is_made_an_observer(group: Any) -> None:
    path = f"{group.path}/members/{group.member.id}/role"
    answer = await group.owner.ask("PUT", path, json={"role": "observer"})
    assert answer.status_code == 422
    assert (await group.roles())["member"] == "member"


async def test_the_last_owner_stays_one(group: Any) -> None:
    own = f"{group.path}/members/{group.owner.id}/role"
    answer = await group.owner.ask("PUT", own, json={"role": "member"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "last_owner")
    other = f"{group.path}/members/{group.other.id}/role"
    await group.owner.do("PUT", other, {"role": "owner"})
    await group.owner.do("PUT", own, {"role": "member"})
    roles = await group.roles()
    assert (roles["owner"], roles["other"]) == ("member", "owner")


async def test_an_admin_inherits_a_group(group: Any) -> None:
    await group.owner.do("DELETE", f"{group.path}/members/{group.owner.id}")
    owners = [name for name, role in (await group.roles()).items() if role == "owner"]
    assert len(owners) == 1
    assert owners[0] in ("admin", "other_admin")


async def test_a_group_with_another_owner_is_not_handed_over(group: Any) -> None:
    await group.owner.do("PUT", f"{group.path}/members/{group.other.id}/role", {"role": "owner"})
    await group.owner.do("DELETE", f"{group.path}/members/{group.owner.id}")
    owners = [name for name, role in (await group.roles()).items() if role == "owner"]
    assert owners == ["other"]


async def test_the_oldest_member_inherits_a_group_without_admins(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    group = await ana.open_group("Vecinos", beto)
    await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [carla.id]})
    await ana.do("DELETE", f"/conversations/{group}/members/{ana.id}")
    assert (await beto.membership(group))["role"] == "owner"
    assert (await beto.membership(group, carla.id))["role"] == "member"
    page = await beto.do("GET", f"/conversations/{group}/messages")
    last = page["entities"]["messages"][page["ids"][-1]]["notice"]
    assert (last["kind"], last["user_ids"], last["role"]) == ("role_changed", [beto.id], "owner")
