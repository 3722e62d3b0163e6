"""What is typed as a password is in no cassette, and a replay of it types something else."""

from pathlib import Path

from safespot_tui.instruments.cassette.entry import Clicked, Looked, Pasted, Pressed, Resized
from safespot_tui.instruments.cassette.file import read_cassette
from safespot_tui.instruments.cassette.recorder import Recorder
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import opened
from safespot_tui.tui.recording import event_of, input_of

CANARY = "kanarienvogel"


async def test_a_password_is_masked(cast: Cast, tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "cassette.jsonl")
    async with opened(
        "Ana", await cast.account("Ana"), tmp_path, instruments=Instruments(recorder=recorder)
    ) as client:
        await client.wait_for(lambda: client.state.connection == "live")
        with client.app._context():  # pyright: ignore[reportPrivateUsage]
            client.app.ask_to_log_in()
        await client.wait_for(lambda: client.state.screen == "LoginScreen")
        await client.type(CANARY)
        await client.paste(CANARY)
        await client.press("escape")
        for event in (Clicked(1.0, "MouseDown", 3, 4, 1, ctrl=True), Looked(1.0, here=False)):
            assert input_of(client.app, event_of(event), 1.0) == event
    kept = (tmp_path / "cassette.jsonl").read_text()
    assert CANARY not in kept
    entries = read_cassette(tmp_path / "cassette.jsonl").entries
    typed = "".join(entry.key for entry in entries if isinstance(entry, Pressed))
    assert typed == "x" * len(CANARY) + "escape"
    assert [entry.text for entry in entries if isinstance(entry, Pasted)] == ["x" * len(CANARY)]
    assert [entry for entry in entries if isinstance(entry, Resized)]
