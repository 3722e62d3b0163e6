"""A tape that is shown on a terminal while it is played."""

import io
from pathlib import Path

import pytest

from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import opened
from safespot_tui.stage.tape.live import Live
from safespot_tui.stage.tape.parser import parse


async def test_the_client_is_drawn_over_its_step_and_only_what_is_new(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("LINES", "25")
    (step,) = parse("Do app.help").steps
    stream = io.StringIO()
    async with (
        opened("Ana", await cast.account("Ana"), tmp_path) as client,
        Live("help.tape", stream, 0) as live,
    ):
        await client.wait_for(lambda: client.state.connection == "live")
        await live.sees(step, client)
        live.draw()
        assert "\x1b[25;1H\x1b[7mAna help.tape:1 Do app.help" in stream.getvalue()
        assert "Live" in stream.getvalue()
        written = stream.tell()
        live.draw()
        assert stream.tell() == written
        await client.perform("app.help")
        live.draw()
        assert "Help" in stream.getvalue()[written:]
    # The terminal is as it was.
    assert stream.getvalue().endswith("\x1b[?25h\x1b[?1049l")
