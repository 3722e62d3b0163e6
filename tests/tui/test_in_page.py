"""In a page there is no terminal to ask, and none to tell of."""

import pytest

from safespot_tui.tui.in_page import is_in_page, page_environment
from safespot_tui.tui.run import no_terminal
from safespot_tui.tui.terminal.glass_app import GlassApp
from safespot_tui.tui.terminal.page_driver import PageDriver


@pytest.fixture
def in_page(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, said in page_environment({}).items():
        monkeypatch.setenv(name, said)


def test_the_terminal_of_the_command_is_not_what_is_drawn_on() -> None:
    environment = page_environment({"TMUX": "x", "KITTY_WINDOW_ID": "1", "HOME": "/h", "TERM": "x"})
    assert environment["HOME"] == "/h"
    assert environment["TERM"] == "xterm-256color"
    assert not {"TMUX", "KITTY_WINDOW_ID"} & set(environment)
    assert is_in_page(environment)
    assert not is_in_page({"TEXTUAL_DRIVER": "some.other:Driver"})


@pytest.mark.usefixtures("in_page")
def test_pipes_are_enough_to_draw_a_page() -> None:
    assert no_terminal() == ""


@pytest.mark.usefixtures("in_page")
def test_the_app_draws_through_packets() -> None:
    assert GlassApp().driver_class is PageDriver
