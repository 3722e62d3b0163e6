import argparse
from pathlib import Path

import pytest

from safespot_tui.archive.errors import ArchiveUnwritable
from safespot_tui.cli.commands import whoami
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.main import main
from safespot_tui.config.errors import KeyringRefused
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Busy, NotLoggedIn, Rejected, ServerFault, Unreachable
from safespot_tui.sync.errors import OutboxFull


@pytest.fixture(autouse=True)
def home(own_home: Path) -> Path:
    return own_home


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_options: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(whoami, "run", run)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CommandFailed("why", ExitCode.USAGE), 2),
        (CommandFailed("why"), 1),
        (NotLoggedIn("why"), 3),
        (Unreachable("why"), 4),
        (Rejected(SafeText("why"), "code", 403), 1),
        (Busy(SafeText("why"), 1.0), 1),
        (ServerFault("why"), 1),
        (KeyringRefused("why"), 1),
        (ArchiveUnwritable("why"), 1),
        (OutboxFull("why"), 1),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_a_code(
    error: Exception,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    fail_with(error, monkeypatch)
    assert main(["whoami"]) == code
    assert capsys.readouterr() == ("", "why\n")


def test_ctrl_c_is_no_mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    fail_with(KeyboardInterrupt(), monkeypatch)
    assert main(["whoami"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_mistake_in_the_program_is_written_down_without_what_was_said(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    fail_with(RuntimeError("the words of a message"), monkeypatch)
    assert main(["whoami"]) == 1
    out, sentence = capsys.readouterr()
    path = home / "log" / "safespot-tui.log"
    assert (out, sentence.count("\n")) == ("", 1)
    assert str(path) in sentence
    assert "RuntimeError" in path.read_text()
    assert "the words" not in path.read_text() + sentence
