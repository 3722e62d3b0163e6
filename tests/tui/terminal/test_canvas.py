"""By what a terminal shows images."""

import pytest

from safespot_tui.config.settings import Images
from safespot_tui.tui.terminal.canvas import USUAL_CELL, Canvas, Way, canvas

KITTY, PLAIN = {"TERM": "xterm-kitty"}, {"TERM": "xterm-256color"}
TMUX = {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}
CELL = (9, 18)


@pytest.mark.parametrize(
    ("environment", "sixel", "way"),
    [
        (KITTY, False, Way.KITTY),
        ({"TERM": "xterm-ghostty"}, False, Way.KITTY),
        (PLAIN | {"TERM_PROGRAM": "ghostty"}, False, Way.KITTY),
        (PLAIN | {"TERM_PROGRAM": "WezTerm"}, True, Way.SIXEL),
        (PLAIN, True, Way.SIXEL),
        (PLAIN, False, Way.HALF_BLOCKS),
        (TMUX | KITTY, False, Way.HALF_BLOCKS),
        (TMUX | {"KITTY_WINDOW_ID": "1"}, False, Way.HALF_BLOCKS),
        (TMUX, True, Way.SIXEL),
        (KITTY | {"STY": "1.pts"}, False, Way.HALF_BLOCKS),
        (KITTY | {"NO_COLOR": "1"}, False, Way.HALF_BLOCKS),
        ({}, False, Way.HALF_BLOCKS),
    ],
)
def test_the_best_that_it_is_known_to_do(environment, sixel: bool, way: Way) -> None:
    assert canvas(Images.AUTO, environment, CELL, sixel=sixel).way is way


@pytest.mark.parametrize(
    ("images", "way"),
    [
        (Images.KITTY, Way.KITTY),
        (Images.SIXEL, Way.SIXEL),
        (Images.HALF_BLOCKS, Way.HALF_BLOCKS),
    ],
)
@pytest.mark.parametrize("environment", [KITTY, PLAIN, TMUX], ids=["kitty", "plain", "tmux"])
def test_or_what_the_user_wants(environment, images: Images, way: Way) -> None:
    for sixel in (False, True):
        assert canvas(images, environment, CELL, sixel=sixel) == Canvas(
            way, CELL, in_tmux=environment is TMUX
        )


def test_without_the_size_of_a_cell_sixels_would_not_fit_and_kitty_scales() -> None:
    assert canvas(Images.SIXEL, PLAIN, None, sixel=True).way is Way.HALF_BLOCKS
    assert canvas(Images.AUTO, KITTY, None, sixel=True) == Canvas(Way.KITTY, USUAL_CELL)
