"""What a cassette holds, looked at as what crosses live is."""

import json
from pathlib import Path

import pytest

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.main import main
from tests.stage.replay.conftest import Recorded


def test_a_cassette_is_looked_at_as_a_line_is(
    of_bundled: Recorded,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    inspect = ("stage", "inspect", "--cassette", str(of_bundled[0]))
    assert main([*inspect]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    whats = [line.split()[2] for line in lines]
    assert whats[0] == "snapshot"
    assert {"history", "perform", "message-created", "synced"} <= {*whats}
    (said,) = [line for line in lines if "perform SendMessage" in line]
    created = [line for line in lines if " message-created " in line]
    assert any("Δ → " in line and "messages" in line for line in (said, *created))

    assert main([*inspect, "--json", "--filter", "message-created"]) == ExitCode.OK
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {entry["kind"] for entry in entries} >= {"told", "patched", "repainted"}

    assert main([*inspect, "--why", "missing", "m-none"]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("It is not here.\n")

    assert main([*inspect[:-1], str(tmp_path / "none")]) == ExitCode.USAGE
