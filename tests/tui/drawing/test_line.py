import pytest
from rich.style import Style

from safespot_tui.tui.drawing.line import centred, line, rule

PLAIN = Style()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "short",
        "exactly ten",
        "far too long for it",
        "漢字漢字漢字",
        "👨‍👩‍👧‍👦" * 9,
        "مرحبا بكم جميعا",
    ],
)
def test_every_line_is_exactly_as_wide_as_asked(text: str) -> None:
    strip = line([("ab", PLAIN), (text, PLAIN), ("cd", PLAIN)], 11, PLAIN)
    assert strip.cell_length == 11
    assert sum(segment.cell_length for segment in strip) == 11


def test_markup_is_text() -> None:
    assert line([("[bold]x[/bold]", PLAIN)], 20, PLAIN).text.rstrip() == "[bold]x[/bold]"


def test_the_middle() -> None:
    assert centred("ab", 6) == "  ab"
    assert rule("day", 11) == "─── day ───"
    assert rule("day", 12) == "─── day ────"
