"""What is copied reaches the terminal where the user sits, also through tmux."""

import re
from base64 import b64decode

import pytest

from safespot_tui.tui.clipboard import copied_words, copy_sequence

PLAIN = "\x1b]52;c;"
WRAPPED = "\x1bPtmux;\x1b\x1b]52;c;"


def test_the_terminal_is_told_in_base64() -> None:
    sequence = copy_sequence("año 🌊\n$(rm)", {})
    (told,) = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07", sequence).groups()  # type: ignore[union-attr]
    assert b64decode(told).decode() == "año 🌊\n$(rm)"


def test_inside_tmux_it_is_told_and_told_through_it() -> None:
    sequence = copy_sequence("x", {"TMUX": "/tmp/tmux-0/default,1,0"})
    assert sequence == PLAIN + "eA==\x07" + WRAPPED + "eA==\x07\x1b\\"


@pytest.mark.parametrize(("environ", "way"), [({}, "your terminal"), ({"TMUX": "x"}, "tmux")])
def test_the_way_is_said(environ: dict[str, str], way: str) -> None:
    assert way in copied_words(environ)


async def test_the_app_writes_it(open_app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "x")
    async with open_app() as (app, _pilot):
        written: list[str] = []
        monkeypatch.setattr(app._driver, "write", written.append)
        app.copy_to_clipboard("x")
        assert "".join(written).startswith(PLAIN + "eA==\x07" + WRAPPED)
        assert app.clipboard == "x"
