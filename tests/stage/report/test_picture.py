"""Of an SVG only what draws a screen gets into a page."""

from io import StringIO

import pytest
from rich.console import Console

from safespot_tui.stage.report.picture import picture

ATTACKS = (
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<svg xmlns="http://www.w3.org/2000/svg"><g><a href="https://x.invalid">x</a></g></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><rect fill="url(https://x.invalid)"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import "https://x.invalid"</style></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>g{fill:u\\72l(//x.invalid)}</style></svg>',
    '<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "<html><body/></html>",
    "no picture",
    "",
)


@pytest.mark.parametrize("svg", ATTACKS)
def test_what_does_more_than_draw_is_refused(svg: str) -> None:
    assert picture(svg, "p", "") is None


def test_a_screen_of_rich_is_drawn_with_names_of_its_own_and_no_font_from_elsewhere() -> None:
    console = Console(record=True, width=20, file=StringIO(), force_terminal=True)
    console.print("[bold red]<hola>[/] & chau", highlight=False)
    drawn = picture(console.export_svg(title="Ana"), "one", 'Ana: "typed"')
    assert drawn is not None
    assert drawn.startswith('<svg role="img" aria-label="Ana: &quot;typed&quot;" class="rich-')
    assert "http" not in drawn
    assert "terminal-" not in drawn.replace("rich-terminal", "").replace("clip-terminal", "")
    assert 'clip-path="url(#one-line-0)"' in drawn
    assert "&lt;hola&gt;" in drawn
    assert "font-family: Fira Code, monospace" in drawn
