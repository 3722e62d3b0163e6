"""A cassette that cannot be written any further is told of once, and the chat goes on."""

import errno
from pathlib import Path

import pytest

from safespot_tui.instruments.cassette.file import CassetteWriter
from safespot_tui.instruments.cassette.recorder import Recorder
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import opened

TOLD = "The recording ends here"


async def test_the_chat_goes_on(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instruments = Instruments(recorder=Recorder(tmp_path / "cassette"))
    async with opened("Ana", await cast.account("Ana"), tmp_path, instruments=instruments) as ana:
        await ana.wait_for(lambda: ana.state.connection == "live")

        def full(_writer: CassetteWriter, _entry: object) -> None:
            raise OSError(errno.ENOSPC, "full")

        monkeypatch.setattr(CassetteWriter, "write", full)
        await ana.perform("self.rename")
        await ana.press("ctrl+u")
        await ana.type("Anita")
        await ana.press("enter")
        await ana.wait_for(lambda: TOLD in ana.screen)
        assert ana.screen.count(TOLD) == 1
        await ana.wait_for(lambda: "Anita" in [user.alias for user in ana.store.users()])
