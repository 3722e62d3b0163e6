"""`stage run`, `lint`, `record`: what comes of tapes, as exit codes and as files."""

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from xml.etree import ElementTree

import pytest

from safespot_tui.cli import screen
from safespot_tui.cli.main import main
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.tui.engine import Launch
from tests.safespot_server import ThreadedServer, Traps

PASSES = 'As Ana\nDo app.help\nScreenshot help\nExpect "Help"\n'
FAILS = 'As Ana\nDo app.help\nExpect@100ms "nobody says this"\n'
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def tape(own_home: Path) -> Path:
    path = own_home / "help.tape"
    path.write_text(PASSES)
    return path


@pytest.fixture(scope="module")
def deployed() -> Iterator[ThreadedServer]:
    with ThreadedServer(Traps.none()) as server:
        yield server


def test_all_passed(tape: Path, capfd: pytest.CaptureFixture[str]) -> None:
    screens, report = tape.parent / "screens", tape.parent / "report.xml"
    files = ["--screens", f"{screens}", "--report", f"{report}"]
    assert main(["stage", "run", str(tape), *files, "--repeat", "2", "--shuffle", "7"]) == 0
    assert "2 passed" in (told := capfd.readouterr().out)
    assert "--shuffle 7" in told
    assert "Help" in (screens / "help-2" / "help.txt").read_text()
    assert (screens / "help-1" / "help.svg").read_text().startswith("<svg")
    assert ElementTree.parse(report).getroot().get("tests") == "2"


def test_one_failed(tape: Path, capfd: pytest.CaptureFixture[str]) -> None:
    failing, page, screens = (tape.parent / name for name in ("bad.tape", "page.html", "screens"))
    failing.write_text(FAILS)
    files = [str(failing), str(tape)]
    options = ["--fail-fast", "--html", f"{page}", "--screens", f"{screens}"]
    assert main(["stage", "run", *files, *options]) == 1
    told = capfd.readouterr().out
    # The other was not played any more.
    assert "1 failed" in told
    assert "passed" not in told
    assert "“nobody says this” is not on the screen of Ana" in page.read_text()
    assert "Help" in (screens / "bad" / "failed-3-Ana.txt").read_text()


def test_a_line_is_disturbed_from_the_command_line(
    tape: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tape.write_text('Set Deadline 300ms\nAs Ana\nExpect "Live"\n')
    assert main(["stage", "run", str(tape), "--faults", "drop streams all"]) == 1
    assert "drop streams all GET /events" in capfd.readouterr().out
    assert main(["--faults", "dorp", "stage", "run", str(tape)]) == 2
    assert "There is no fault knob “dorp”" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Tpye", "1: “Tpye” is neither a command nor a key. Is Type meant?"),
        ("As Ana", "1: Nothing is expected, so it cannot fail: end it with an Expect."),
    ],
)
@pytest.mark.parametrize("task", ["run", "lint"])
def test_a_tape_that_cannot_be_played_is_wrong_usage(
    task: str, source: str, sentence: str, tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tape.write_text(source)
    assert main(["stage", task, str(tape)]) == 2
    assert capsys.readouterr().err == f"{tape}:{sentence}\n"


def test_a_file_that_is_not_there_is_wrong_usage(
    tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stage", "lint", str(tape), f"{tape}x"]) == 2
    assert capsys.readouterr().err == f"{tape}x cannot be read: No such file or directory.\n"


def test_a_folder_is_all_tapes_in_it(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tape.parent / "more").mkdir()
    (tape.parent / "more" / "bad.tape").write_text("Tpye")
    (tape.parent / "more" / "other.txt").write_text("no tape")
    assert main(["stage", "lint", f"{tape.parent}"]) == 2
    assert capsys.readouterr().err.startswith(f"{tape.parent}/more/bad.tape:1: ")
    (tape.parent / "more" / "bad.tape").write_text(PASSES)
    assert main(["stage", "lint", f"{tape.parent}"]) == 0
    assert capsys.readouterr().out == "2 tapes can be played.\n"


def test_what_can_be_played_is_counted(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stage", "lint", str(tape)]) == 0
    assert capsys.readouterr().out == "1 tape can be played.\n"


def test_a_tape_that_is_there_is_not_recorded_over(
    tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stage", "record", str(tape)]) == 2
    assert capsys.readouterr().err.startswith(f"{tape} is there already.")
    assert tape.read_text() == PASSES


def test_a_folder_without_a_tape_is_wrong_usage(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_home / "empty").mkdir()
    assert main(["stage", "lint", f"{own_home}/empty"]) == 2
    told = capsys.readouterr().err
    assert told == f"There is no tape in {own_home}/empty: their names end in “.tape”.\n"


def test_a_tape_is_recorded_without_the_tour_and_says_how_it_is_played(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    toured: list[bool] = []

    def show(_engine: object, launch: Launch) -> int:
        toured.append(launch.tour)
        return 0

    monkeypatch.setattr(screen, "no_terminal", lambda: "")
    monkeypatch.setattr(screen, "silent_terminal", nullcontext)
    monkeypatch.setattr(screen, "FirstFrame", lambda *_: None)
    monkeypatch.setattr(screen, "run_screen", show)
    save_profile(Profile("there", "https://chat.example", "a@example.org", "u-ana", "Ana"))
    path = own_home / "mine.tape"
    assert main(["stage", "record", str(path), "--profile", "there"]) == 0
    assert toured == [False]
    assert capsys.readouterr().out.endswith(f"safespot-tui stage run {path} --profile there\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--repeat", "0"], "--repeat must be 1 or more."),
        (["--live"], "--live needs a terminal to draw on."),
        (["--live", "--pace", "-1"], "--pace takes 0 to 60 seconds."),
        (["--as", "Beto"], "--as takes a name and a profile"),
        (["--profile", "a", "--server", NOBODY], "--profile names the server already"),
        (["--as", "Ana=there", "--server", NOBODY], "Ana has an account on another server"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(
    options: list[str], sentence: str, tape: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_profile(Profile("there", "https://chat.example", "a@example.org", "u-ana", "Ana"))
    assert main(["stage", "run", str(tape), *options]) == 2
    assert capsys.readouterr().err.startswith(sentence)


def test_a_profile_that_is_not_there_is_told(tape: Path) -> None:
    assert main(["stage", "run", str(tape), "--profile", "gone"]) == 3


def test_a_server_that_does_not_answer(tape: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stage", "run", str(tape), "--server", NOBODY]) == 4


def test_on_this_machine_accounts_are_made(
    tape: Path, deployed: ThreadedServer, capfd: pytest.CaptureFixture[str]
) -> None:
    tape.write_text(f'{PASSES}As Beto\nExpect@20s "Live"\n')
    assert main(["stage", "run", str(tape), "--server", deployed.url]) == 0
    assert "1 passed" in capfd.readouterr().out
