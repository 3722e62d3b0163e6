"""What lies in a file while the user's own editor has it, is there for no longer."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from safespot_tui.config import workplaces
from safespot_tui.config.workplaces import clear_workplaces, workplace

HOLDS = """
import subprocess, sys
from safespot_tui.config.workplaces import workplace
with workplace("words") as (path, lock):
    subprocess.run([sys.executable, "-c", sys.argv[1], str(path)], pass_fds=[lock])
"""
EDITOR = "import sys; print(sys.argv[1], flush=True); sys.stdin.read(); {}"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    return tmp_path


def left_behind(does: str = "") -> Path:
    """The file of a program that was killed while its editor was open, and where both are now."""
    program = subprocess.Popen(
        [sys.executable, "-c", HOLDS, EDITOR.format(does)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "SAFESPOT_TUI_HOME": os.environ["SAFESPOT_TUI_HOME"]},
    )
    assert program.stdin is not None
    assert program.stdout is not None
    path = Path(program.stdout.readline().strip())
    program.kill()
    program.wait()
    clear_workplaces(all_of_them=True)
    assert path.read_text() == "words", "the editor has it still"
    program.stdin.close()
    assert program.stdout.read() == "", "the editor has ended"
    program.stdout.close()
    return path


def test_it_is_the_users_alone_and_goes_with_all_that_is_beside_it(home: Path) -> None:
    with workplace("words") as (path, _lock):
        modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)]
        assert modes == [0o600, 0o700]
        path.with_name(".message.md.swp").touch()
        clear_workplaces(all_of_them=True)
        assert path.read_text() == "words"
    assert not list((home / "cache" / "editing").iterdir())


def test_it_goes_too_where_something_fails(home: Path) -> None:
    with pytest.raises(ZeroDivisionError), workplace("words"):
        _ = 1 / 0
    assert not list((home / "cache" / "editing").iterdir())


def test_what_a_killed_program_left_behind_goes_once_its_editor_has_ended() -> None:
    path = left_behind()
    clear_workplaces()
    assert not path.parent.exists()


def test_words_that_are_nowhere_else_are_kept_for_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    path = left_behind("open(sys.argv[1], 'w').write('more words')")
    clear_workplaces()
    assert path.read_text() == "more words"
    now = path.stat().st_mtime
    monkeypatch.setattr(workplaces.time, "time", lambda: now + 7 * 86_400)
    clear_workplaces()
    assert not path.exists()


def test_at_log_out_they_go_at_once() -> None:
    path = left_behind("open(sys.argv[1], 'w').write('more words')")
    clear_workplaces(all_of_them=True)
    assert not path.exists()
