# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportUnusedExpression=false
"""A search is answered at once from what is stored, and then by the server, if it can."""

from datetime import UTC, datetime

import pytest

from safespot_tui.archive.schema import connect
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.search import Span
from safespot_tui.domain.search_query import Doubt, parse_query
from safespot_tui.fulltext.tables import NOTHING_LEFT
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.search import PAGE
from safespot_tui.sync.search_page import Searched

C = "c-dm"
HERE, MEANWHILE, OFFLINE, SERVER = (
    Searched.HERE,
    Searched.MEANWHILE,
    Searched.OFFLINE,
    Searched.SERVER,
)


def query(typed):
    return parse_query(typed, datetime(2026, 1, 1, tzinfo=UTC))


async def pages(engine, typed, within=None):
    return [page async for page in engine.search(query(typed), within)]


def told(found):
    return [(page.where, [hit.text for hit in page.hits]) for page in found]


@pytest.fixture
async def ana(windows):
    """Ana's window; only the last message is known here, the server has three."""
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    for text in ("perro uno", "gato", "perro dos", "perro tres"):
        server.say(C, "u-beto", text)
    window = await windows.open("u-ana")
    await windows.until(lambda: window._keeper.leads)
    return window


async def test_the_stored_ones_come_first_and_then_the_servers(ana):
    assert told(await pages(ana, "perro")) == [
        (MEANWHILE, ["perro tres"]),
        (SERVER, ["perro tres", "perro dos", "perro uno"]),
    ]


async def test_what_has_just_come_is_found_before_it_is_written(ana, windows):
    windows.server.say(C, "u-beto", "perro nuevo")
    await windows.until(lambda: len(ana.store.timeline(C).rows) > 2)

    assert told(await pages(ana, "nuevo"))[0] == (MEANWHILE, ["perro nuevo"])


async def test_an_image_is_found_by_its_caption_and_there_it_stands_out(ana, windows):
    windows.server.say(
        C, "u-beto", "https://gente.example/perro.png", type=MessageType.IMAGE, caption="Mirá gente"
    )
    await windows.until(lambda: len(ana.store.timeline(C).rows) > 2)

    stored, asked = await pages(ana, "gente")

    for page in (stored, asked):
        (hit,) = page.hits
        assert (hit.text, hit.found) == ("Mirá gente", (Span(5, 10),))
    assert asked.where is SERVER


async def test_offline_what_is_stored_is_all_there_is(ana, windows):
    windows.server.go_down()
    await windows.until(lambda: ana.store.connection.state is ConnectionState.OFFLINE)

    assert told(await pages(ana, "perro")) == [(OFFLINE, ["perro tres"])]


async def test_a_server_that_does_not_answer_is_said_to(ana, windows):
    windows.server.down = True

    stored, last = await pages(ana, "perro")

    assert told([stored, last]) == [(MEANWHILE, ["perro tres"]), (OFFLINE, ["perro tres"])]
    assert last.reason == "The server does not answer."


async def test_a_server_that_cannot_search_is_not_asked(windows):
    server = windows.server
    server.user("ana"), server.user("beto")
    server.open("dm", "u-ana", "u-beto")
    server.say(C, "u-beto", "perro")
    ana = await windows.open("u-ana")
    await windows.until(lambda: ana._keeper.leads)
    gateway = await ana._door.gateway()
    gateway.capabilities = frozenset(Capability) - {Capability.SEARCH}

    assert told(await pages(ana, "perro")) == [(HERE, ["perro"])]
    assert not [call for call in server.calls if call[0] == "search_messages"]


async def test_the_next_page_comes_from_where_the_first_did(ana, windows):
    for n in range(PAGE + 5):
        windows.server.say(C, "u-beto", f"tantos {n}")
    await windows.until(lambda: ana.store.conversation(C).head_position == PAGE + 9)
    stored, first = await pages(ana, "tantos")

    second = await ana.search_on(first)
    from_here = await ana.search_on(stored)

    for page in (second, from_here):
        assert [hit.text for hit in page.hits] == [f"tantos {n}" for n in range(4, -1, -1)]
        assert page.next is None
    assert (second.where, from_here.where) == (SERVER, MEANWHILE)
    windows.server.down = True
    with pytest.raises(Unreachable):
        await ana.search_on(first)


async def test_what_was_just_deleted_is_not_found_any_more(ana, windows):
    await ana.load_older(C)
    windows.server.gate.clear()
    await ana.delete(ana.store.timeline(C).newest)

    assert all("perro tres" not in texts for _, texts in told(await pages(ana, "perro")))
    windows.server.gate.set()


async def test_names_are_those_that_the_user_sees(ana, windows):
    assert told(await pages(ana, "perro from:beto"))[0] == (MEANWHILE, ["perro tres"])
    assert told(await pages(ana, "perro from:me"))[0] == (MEANWHILE, [])
    assert told(await pages(ana, "perro in:beto"))[0] == (MEANWHILE, ["perro tres"])
    assert told(await pages(ana, "perro", C))[0] == (MEANWHILE, ["perro tres"])


@pytest.mark.parametrize(
    ("typed", "doubt"), [("perro from:zoe", Doubt.NOBODY), ("perro in:zoe", Doubt.NOWHERE)]
)
async def test_a_name_that_nobody_has_finds_nothing_and_is_said(ana, typed, doubt):
    (page,) = await pages(ana, typed)

    assert page.hits == ()
    assert [(each.doubt, each.part) for each in page.misunderstood] == [(doubt, "zoe")]


async def test_nothing_typed_finds_nothing(ana):
    for typed in ("", "  ", "before:never", "++"):
        (page,) = await pages(ana, typed)
        assert page.hits == ()


async def test_the_index_of_an_old_archive_is_built_while_the_window_lives(ana, windows):
    await windows.close(ana)
    database = connect(windows.path("u-ana"))
    database.run("INSERT INTO search_backlog SELECT max(rowid) FROM messages")
    for statement in NOTHING_LEFT[:2]:
        database.run(statement)
    database.close()

    again = windows.restored("u-ana")
    (stored, *_) = await pages(again, "perro")
    assert (told([stored]), stored.is_whole) == ([(MEANWHILE, [])], False)
    windows.run(again)
    await windows.live(again)
    while not stored.is_whole:
        await windows.clock.advance(1.0)
        (stored, *_) = await pages(again, "perro")

    assert told([stored]) == [(MEANWHILE, ["perro tres"])]
