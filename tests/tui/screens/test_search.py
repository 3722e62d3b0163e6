"""Finding messages: as one types, with the keyboard and the mouse, and going there."""

import asyncio

import pytest
from textual.widgets import Input

from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.search import places_in, terms_of
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.hit_list import HitList, HitRow, snippet
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.screens.search import SearchDialog
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

CUADRA, JULIAN = ConversationId("c-cuadra"), UserId("u-julian")


def hits(app) -> HitList:
    return app.screen.query_one(HitList)


def listed(app) -> list[str]:
    return [row.text for row in hits(app).rows]


def said(app) -> str:
    return str(app.screen.query_one("#where", Words).content)


async def write(pilot, text: str) -> None:
    for letter in text:
        await pilot.press({" ": "space", ":": "colon", '"': "quotation_mark"}.get(letter, letter))


async def looked(app, words: str) -> None:
    """The dialog has looked for what was typed, and says so."""
    await until(lambda: words in said(app))


@pytest.fixture
def said_by_julian(store):
    """Julián says things in the group, the last one last."""

    def say(*texts: str) -> list[MessageId]:
        ids: list[MessageId] = []
        last = store.conversation(CUADRA)
        for n, text in enumerate(texts):
            message = Message(
                id=MessageId(f"m-said-{n}"),
                conversation_id=CUADRA,
                sender_id=JULIAN,
                created_at=NOW.replace(microsecond=n + 1),
                content=safe_text(text),
                position=last.head_position + n + 1,
                revision=1,
            )
            store.apply(MessageCreated(message))
            ids.append(message.id)
        return ids

    return say


async def test_it_finds_as_one_types_and_enter_goes_there(open_app, said_by_julian) -> None:
    older, newer = said_by_julian("un zorzal en el balcón", "otro Zorzal\ncantando")
    async with open_app((120, 36)) as (app, pilot):
        await pilot.press("enter", "ctrl+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        assert "Vecinos de la cuadra" in str(app.screen.query_one("#box").border_title)
        await write(pilot, "zorz")
        await looked(app, "2 hits. All your messages")
        assert listed(app) == ["otro Zorzal\ncantando", "un zorzal en el balcón"]

        await pilot.press("down", "enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        await until(lambda: app.screen.pane.selected_message_id == older)

        # From hit to hit, without searching again; past the end one stays.
        await pilot.press("N")
        await until(lambda: app.screen.pane.selected_message_id == newer)
        await pilot.press("n")
        await until(lambda: app.screen.pane.selected_message_id == older)
        await pilot.press("n")
        await pilot.pause()
        assert app.screen.pane.selected_message_id == older


async def test_ctrl_f_again_looks_everywhere(open_app, engine, said_by_julian) -> None:
    said_by_julian("un zorzal")
    async with open_app((120, 36)) as (app, pilot):
        await pilot.press("enter", "ctrl+down", "ctrl+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "zorzal")
        await looked(app, "Nothing found. All your messages")

        await pilot.press("ctrl+f")
        await looked(app, "1 hit. All your messages")
        assert "everywhere" in str(app.screen.query_one("#box").border_title)
        (row,) = hits(app).rows
        assert row.title == "Vecinos de la cuadra · Julián Paz"

        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, MainScreen))
        await until(lambda: app.screen.pane.conversation_id == CUADRA)


async def test_a_click_goes_there_and_the_last_search_is_offered_again(
    open_app, said_by_julian
) -> None:
    (said_id,) = said_by_julian("un zorzal")
    async with open_app((80, 24)) as (app, pilot):
        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "zorzal")
        await looked(app, "1 hit. All")
        await pilot.click(HitList, offset=(6, 1))
        await until(lambda: isinstance(app.screen, MainScreen))
        await until(lambda: app.screen.pane.selected_message_id == said_id)

        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        assert app.screen.query_one(Input).value == "zorzal"
        await looked(app, "1 hit. All")
        await pilot.press("x")
        assert app.screen.query_one(Input).value == "x"


async def test_where_was_looked_is_said(open_app, engine, said_by_julian) -> None:
    said_by_julian("un zorzal")
    engine.held_up = asyncio.Event()
    async with open_app((120, 36)) as (app, pilot):
        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "zorzal")
        await looked(app, "1 hit. Searched what is stored here; asking the server…")
        engine.held_up.set()
        await looked(app, "1 hit. All your messages were searched, on the server.")

        engine.refusal = Unreachable("The server does not answer.")
        await write(pilot, " ")
        await looked(app, "Searched only what is stored here. The server does not answer.")

        engine.capabilities = frozenset(Capability) - {Capability.SEARCH}
        await write(pilot, "u")
        await looked(app, "This server cannot search: searched what is stored here.")


async def test_what_was_not_understood_is_said(open_app) -> None:
    async with open_app((120, 36)) as (app, pilot):
        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "has:audio")
        await looked(app, "“has:audio” is not known: there are has:image and has:link.")
        await write(pilot, " from:zoe")
        await looked(app, "Nobody you know here is called “zoe”.")


async def test_more_come_when_the_end_comes_near(open_app, engine, said_by_julian) -> None:
    engine.page = 10
    said_by_julian(*(f"zorzal {n}" for n in range(25)))
    async with open_app((80, 24)) as (app, pilot):
        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "zorzal")
        await looked(app, "The newest 10 hits; ↓ shows more. All")

        await pilot.press("pagedown")
        await until(lambda: len(listed(app)) == 20)
        assert hits(app).cursor == 8
        await pilot.press("pagedown", "pagedown")
        await looked(app, "25 hits.")
        assert listed(app) == [f"zorzal {n}" for n in range(24, -1, -1)]


async def test_enter_before_it_was_looked_for_does_not_go_to_what_was_found_before(
    open_app, said_by_julian
) -> None:
    said_by_julian("un zorzal", "un hornero")
    async with open_app((80, 24)) as (app, pilot):
        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "zorzal")
        await looked(app, "1 hit. All")
        app.screen.query_one(Input).value = "hornero"
        await pilot.press("enter")
        await until(lambda: listed(app) == ["un hornero"])
        assert isinstance(app.screen, SearchDialog)


@pytest.mark.parametrize("text", ["[red]zorzal[/red] \x1b]0;x\x07", "zorzal‮gnp", "𝐳 zorzal"])
async def test_what_strangers_wrote_is_shown_as_it_is(open_app, said_by_julian, text) -> None:
    said_by_julian(text)
    async with open_app((80, 24)) as (app, pilot):
        await pilot.press("alt+shift+f")
        await until(lambda: isinstance(app.screen, SearchDialog))
        await write(pilot, "zorzal")
        await looked(app, "1 hit. All")
        assert listed(app) == [safe_text(text)]
        shown = hits(app).render_line(1).text
        assert safe_text(text)[:6] in shown
        assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("un zorzal", "zorzal", "un *zorzal*"),
        ("uno dos tres cuatro cinco seis siete zorzal canta", "zorz", "…siete *zorzal* canta"),
        ("a" * 60 + "zorzal", "zorz", "a" * 31),
        ("x" * 60 + " zorzal", "zorz", "…*zorzal*"),
        ("uno\ndos", "dos", "uno *dos*"),
        ("zorzal zorzal", "zorzal", "*zorzal* *zorzal*"),
    ],
)
def test_a_snippet_shows_what_was_found(text, typed, shown) -> None:
    row = HitRow("", "", text, places_in(text, terms_of(typed)))

    pieces = list(snippet(row, 30))

    assert "".join(f"*{piece}*" if found else piece for piece, found in pieces) == shown
