"""Finding messages: what one may see, and nothing else."""

from typing import Any

import httpx

from safespot_tui.server.app import create_app
from safespot_tui.server.auth.rates import Asked, Rate
from safespot_tui.server.settings import Settings
from tests.server.conftest import World


async def found(person: Any, **query: Any) -> list[str]:
    """The words of what somebody finds."""
    result = await person.do("GET", "/search", params=query)
    return [result["entities"]["messages"][hit["id"]]["content"] for hit in result["hits"]]


async def test_only_members_find(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    await ana.send(await ana.open_dm(beto), "el secreto de a dos")
    await ana.send(await ana.open_group("Vecinos", carla), "el secreto del grupo")

    assert await found(ana, words="secreto") == ["el secreto del grupo", "el secreto de a dos"]
    assert await found(beto, words="secreto") == ["el secreto de a dos"]
    assert await found(carla, words="secreto") == ["el secreto del grupo"]


async def test_a_foreign_conversation_is_empty_also_when_it_is_named(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    dm = await ana.open_dm(beto)
    await ana.send(dm, "secreto")

    assert await found(carla, words="secreto", conversation=dm) == []
    assert await found(carla, conversation=dm) == []
    assert await found(carla, sender=ana.id) == []


async def test_who_left_finds_nothing_and_who_comes_finds_what_they_may_read(world: Any) -> None:
    ana, beto, carla = await world.people("ana", "beto", "carla")
    group = await ana.open_group("Vecinos", beto)
    await ana.send(group, "secreto")

    await beto.do("DELETE", f"/conversations/{group}/members/{beto.id}")
    await ana.do("POST", f"/conversations/{group}/members", {"user_ids": [carla.id]})

    assert await found(beto, words="secreto") == []
    # History is open to who is brought in (`list_messages`), and so is what is found.
    assert await found(carla, words="secreto") == ["secreto"]


async def test_edits_and_deletions_are_seen_at_once(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    message = await ana.send(dm, "un perro")

    await ana.do("PATCH", f"/messages/{message['id']}", {"content": "un gato"})
    await beto.do("PUT", f"/messages/{message['id']}/reactions/👍")
    assert (await found(beto, words="perro"), await found(beto, words="gato")) == ([], ["un gato"])

    await ana.do("DELETE", f"/messages/{message['id']}")
    assert (await found(beto, words="gato"), await found(beto, sender=ana.id)) == ([], [])


async def test_a_hit_says_where_and_who(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    await ana.send(dm, "¡Qué canción, canciones!")

    result = await beto.do("GET", "/search", params={"words": "cancion"})

    (hit,) = result["hits"]
    assert hit["found"] == [{"start": 5, "end": 12}, {"start": 14, "end": 23}]
    assert result["entities"]["messages"][hit["id"]]["conversation_id"] == dm
    assert result["entities"]["users"][ana.id]["alias"] == "ana"


async def test_pages_follow_each_other_whatever_comes_in_between(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    dm = await ana.open_dm(beto)
    for n in range(5):
        await ana.send(dm, f"perro {n}")
    pages: list[list[str]] = []
    query = {"words": "perro", "limit": 2}
    while True:
        result = await beto.do("GET", "/search", params=query)
        messages = result["entities"]["messages"]
        pages.append([messages[hit["id"]]["content"] for hit in result["hits"]])
        await ana.send(dm, "perro que llega")
        if result["next"] is None:
            break
        query["cursor"] = result["next"]

    assert pages == [["perro 4", "perro 3"], ["perro 2", "perro 1"], ["perro 0"]]


TYPED = [
    '" OR 1 --',
    "perro*",
    'text : "perro"',
    "^perro NEAR(a b, 2) - {x}",
    "perro AND NOT OR (",
    '"""""',
    "perro " * 66,
    "a* " * 133,
    "'; DROP TABLE messages; --",
    "\U0001f600 perro",
    "%_\\",
    "\u0e33 perro \u3164 \ufffd",
]


async def test_what_is_typed_is_words_and_nothing_else(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    await ana.send(await ana.open_dm(beto), "un perro")

    for words in TYPED:
        answer = await ana.ask("GET", "/search", params={"words": words})
        assert answer.status_code in {200, 422}, (words, answer.text)

    assert await found(ana, words="perro") == ["un perro"]


NO_QUESTIONS: list[dict[str, Any]] = [
    {},
    {"words": ""},
    {"words": "++"},
    {"words": "x" * 401},
    {"words": "x", "limit": 0},
    {"words": "x", "limit": 100_000},
    {"words": "x", "cursor": "-1"},
    {"words": "x", "cursor": "\u0662"},
    {"words": "x", "cursor": "9" * 20},
    {"words": "x", "cursor": "1; DROP"},
    {"words": "x", "sender": "nobody"},
    {"words": "x", "conversation": ["f6a1c4a0-0000-4000-8000-000000000000"] * 51},
    {"words": "x", "has": "audio"},
    {"words": "x", "before": "yesterday"},
    {"words": "x\0"},
]


async def test_what_cannot_be_asked_is_refused(world: Any) -> None:
    (ana,) = await world.people("ana")

    for query in NO_QUESTIONS:
        answer = await ana.ask("GET", "/search", params=query)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid"), query


async def test_any_moment_can_be_asked_for(world: Any) -> None:
    ana, beto = await world.people("ana", "beto")
    await ana.send(await ana.open_dm(beto), "hola")

    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59", "1969-01-01T00:00Z"):
        halves = [await found(ana, words="hola", **{side: moment}) for side in ("since", "before")]
        assert sorted(halves) == [[], ["hola"]], moment


async def test_who_searches_without_end_is_asked_to_wait(database_url: str) -> None:
    rates = {Asked.SEARCHES: Rate(3, 60.0)}
    app = create_app(database_url, settings=Settings(rates=rates))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            ana, beto = await World(http).people("ana", "beto")
            for _ in range(3):
                await ana.do("GET", "/search", params={"words": "x"})

            refused = await ana.ask("GET", "/search", params={"words": "x"})

            assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
            assert (await beto.ask("GET", "/search", params={"words": "x"})).status_code == 200


async def test_nobody_searches_without_a_session(world: Any) -> None:
    assert (await world.http.get("/search", params={"words": "x"})).status_code == 401
