"""The terminal is told where an address leads: whole, on each line, and nothing else is."""

import pytest

from safespot_tui.domain.formatting import runs_of
from safespot_tui.domain.links import encoded, links_in
from safespot_tui.tui.conversation.draw import draw
from safespot_tui.tui.conversation.palette import palette_of
from safespot_tui.tui.conversation.row import Heading, MessageRow
from tests.tui.conversation.conftest import HERE, ME, Chat, PaneApp

LONG = "https://example.org/una/calle/muy/larga?n=1"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("https://example.org", "https://example.org"),
        ("HTTP://example.org:8080/a;b?c=d&e=%20#f", "http://example.org:8080/a;b?c=d&e=%20#f"),
        ("https://ñandú.example/café?q=maté#año",
         "https://xn--and-6ma2c.example/caf%C3%A9?q=mat%C3%A9#a%C3%B1o"),
        ("https://ñandú.example:81/", "https://xn--and-6ma2c.example:81/"),
        ("mailto:ana@example.org?subject=hola", "mailto:ana@example.org?subject=hola"),
        ("https://[::1]:8080/", "https://[::1]:8080/"),
        ("https://example.org/" + "ñ" * 1000, ""),
    ],
)  # fmt: skip
def test_an_address_is_told_in_ascii(written: str, told: str) -> None:
    (link,) = links_in(written)
    assert encoded(link) == told


async def drawn(text: str, width: int, *, links: bool = True) -> list[tuple[str, str]]:
    """Each piece that leads somewhere, and where."""
    chat = Chat()
    chat.start()
    app = PaneApp(chat)
    async with app.run_test() as pilot:
        app.pane.show(HERE)
        await pilot.pause()
        row = MessageRow(Heading(), ME, "", "", own=True, body=text, set_off=tuple(runs_of(text)))
        drawing = draw(row, width, palette_of(app.pane.timeline), links=links)
    return [
        (segment.text, segment.style.link)
        for strip in drawing.strips
        for segment in strip
        if segment.style is not None and segment.style.link
    ]


async def test_on_every_line_it_leads_to_the_same_place() -> None:
    pieces = await drawn(f"Mirá **esto**: {LONG}, dale", 30)
    assert {link for _text, link in pieces} == {LONG}
    assert len(pieces) >= 2
    assert "".join(text for text, _link in pieces) == LONG


async def test_what_may_not_be_opened_leads_nowhere() -> None:
    assert await drawn("javascript:alert(1) https://a@b.example ftp://x.example `x`", 60) == []


async def test_where_it_is_not_wanted_nothing_is_told() -> None:
    assert await drawn(LONG, 60, links=False) == []
