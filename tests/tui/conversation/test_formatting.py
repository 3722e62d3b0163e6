"""Words that are set off are drawn so, line by line, and copied as they were typed."""

from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from rich.style import Style

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.formatting import Look, Run, runs_of
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.drawing.set_off import pieces_of
from safespot_tui.tui.drawing.wrap import wrap
from safespot_tui.tui.engine import Launch
from tests.tui.until import until

CUADRA = ConversationId("c-cuadra")
MESSAGE = MessageId("m-cuadra-009")
PLAIN, BOLD = Style(), Style(bold=True)


def styles(runs: Sequence[Run]) -> list[Style]:
    return [BOLD if Look.BOLD in run.looks else PLAIN for run in runs]


def test_what_is_set_off_goes_on_in_the_next_line() -> None:
    runs = runs_of("uno **dos tres** cuatro")
    lines = wrap("".join(run.text for run in runs), 8)
    assert pieces_of(lines, runs, styles(runs)) == [
        [("uno ", PLAIN), ("dos", BOLD)],
        [("tres", BOLD)],
        [("cuatro", PLAIN)],
    ]


words = st.text(st.sampled_from("ab *_`>\n漢👍é"), max_size=60)


@given(words, st.integers(2, 12))
def test_the_pieces_of_a_line_are_the_line(text: str, width: int) -> None:
    runs = runs_of(text)
    lines = wrap("".join(run.text for run in runs), width)
    pieces = pieces_of(lines, runs, styles(runs))
    assert ["".join(piece for piece, _style in row) for row in pieces] == lines


def test_an_empty_line_has_a_piece() -> None:
    assert pieces_of([""], [Run("")], [PLAIN]) == [[("", PLAIN)]]


@pytest.fixture
async def said(open_app, engine) -> AsyncIterator:
    """Opens the app on a message that says what it is given."""
    told = structs.replace(
        engine.store.base_message(MESSAGE),
        content=SafeText("esto es **muy importante** y `x_y`"),
        revision=3,
    )
    engine.store.apply(HistoryPage(CUADRA, (told,), False, False))
    async with open_app() as (app, pilot):
        app.screen.open(CUADRA)
        await pilot.pause()
        yield app, pilot


def segments(app):
    return [segment for strip in app.screen.pane.timeline.lines for segment in strip]


async def test_bold_is_bold_and_its_signs_are_gone(said) -> None:
    app, _pilot = said
    (bold,) = [s for s in segments(app) if "muy importante" in s.text]
    assert bold.text == "muy importante"
    assert bold.style is not None
    assert bold.style.bold
    assert any(segment.text == "x_y" for segment in segments(app))


async def test_a_quotation_of_it_has_no_signs_either(said, engine) -> None:
    app, _pilot = said
    answer = structs.replace(
        engine.store.base_message(MessageId("m-cuadra-012")), reply_to_id=MESSAGE, revision=3
    )
    engine.store.apply(HistoryPage(CUADRA, (answer,), False, False))
    await until(lambda: any("es muy importante y x_y" in s.text for s in segments(app)))


async def test_what_is_copied_is_what_was_typed(said) -> None:
    app, pilot = said
    app.screen.pane.jump_to(MESSAGE)
    app.screen.pane.focus_timeline()
    await pilot.press("c")
    await pilot.pause()
    assert app.clipboard == "esto es **muy importante** y `x_y`"


class TestSwitchedOff:
    """Whoever wants to see what was typed sees it."""

    @pytest.fixture
    def launch(self, launch: Launch) -> Launch:
        return structs.replace(launch, formatted=False)

    async def test_signs_stay(self, said) -> None:
        app, _pilot = said
        assert any("es **muy importante** y `x_y`" in segment.text for segment in segments(app))
