"""`stage load`, as it is asked for and as it answers."""

import json
from pathlib import Path

import pytest

from safespot_tui.cli.exit import ExitCode
from safespot_tui.cli.main import main

QUICK = ("stage", "load", "--clients", "2", "--rate", "200", "--duration", "0.05", "--cut", "0")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--clients", "1"], "--clients must be 2 or more"),
        (["--rate", "0"], "--rate, --duration and --cut-every must be more than 0"),
        (["--patience", "-1"], "--slow-by, --patience and --group-size must be 0 or more"),
        (["--slow", "1.5"], "--slow and --cut are shares"),
    ],
)
def test_what_makes_no_load_is_told(
    arguments: list[str], words: str, own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stage", "load", *arguments]) == ExitCode.USAGE
    assert capsys.readouterr().err.startswith(words)


def test_a_server_of_its_own_is_clean(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.html"
    assert main([*QUICK, "--slow", "0", "--json", "--html", str(page)]) == ExitCode.OK
    assert page.read_text().count("<svg") == 3
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["plan"]["clients"] == 2
    assert told["accepted"]["count"] == told["sent"] > 0
    assert told["faults"] == {}
    assert "Comparing the clients with the server…" in said.err


def test_it_is_not_drawn_where_there_is_no_terminal(own_home: Path) -> None:
    assert main([*QUICK, "--live"]) == ExitCode.USAGE
