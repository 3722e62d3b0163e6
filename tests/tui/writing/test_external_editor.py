"""The user's own editor: its words come back, and nothing is lost where it fails."""

import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.app import SuspendNotSupported

from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.writing.external_editor import EditorFailed, edited, editor_command
from tests.tui.conftest import OpenApp
from tests.tui.until import until

GROUP, DM = ConversationId("c-cuadra"), ConversationId("c-ana")


def editor(does: str) -> list[str]:
    """A program that does something with the file `path`."""
    script = f"import os, pathlib, sys; path = pathlib.Path(sys.argv[1]); {does}"
    return [sys.executable, "-c", script]


@pytest.mark.parametrize(
    ("environ", "command"),
    [
        ({"VISUAL": "code --wait", "EDITOR": "vi"}, ["code", "--wait"]),
        ({"VISUAL": " ", "EDITOR": "'/opt/my editor' -n"}, ["/opt/my editor", "-n"]),
    ],
)
def test_it_is_the_one_that_the_user_has_named(environ: dict[str, str], command: list[str]) -> None:
    """With its arguments; $VISUAL before $EDITOR."""
    assert editor_command(environ) == command


def test_where_there_is_none_it_is_said() -> None:
    """And how to name one; and what cannot be read."""
    with pytest.raises(EditorFailed, match=r"\$EDITOR"):
        editor_command({"PATH": "/nonexistent"})
    with pytest.raises(EditorFailed, match="cannot be understood"):
        editor_command({"EDITOR": "'vi"})


def test_the_words_come_back_and_the_file_goes(tmp_path: Path) -> None:
    """Nobody else could have read them meanwhile."""
    notes = tmp_path / "notes"
    seen = f"""pathlib.Path({str(notes)!r}).write_text(
        f'{{path}} {{path.stat().st_mode}} {{path.parent.stat().st_mode}}');
path.with_name('swap~').touch();
path.write_text(path.read_text() + ' ¡mundo!\\x1b[2J\\n')"""

    assert edited("hola", editor(seen.replace("\n", " "))) == "hola ¡mundo!␛[2J"

    name, *modes = notes.read_text().split()
    assert [stat.S_IMODE(int(mode)) for mode in modes] == [0o600, 0o700]
    assert not Path(name).parent.exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (editor("sys.exit(3)"), r"error \(3\)"),
        (editor("path.unlink()"), "could not be started"),
        (["/nonexistent/editor"], "/nonexistent/editor could not be started"),
    ],
)
def test_what_fails_is_said(command: list[str], said: str) -> None:
    """As a sentence."""
    with pytest.raises(EditorFailed, match=said):
        edited("hola", command)


@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A terminal that can be lent: that of a test cannot. Whether it is, time after time.

    As Textual's own, it stays lent where something is raised meanwhile.
    """
    lent: list[bool] = []

    @contextmanager
    def suspend(self: object) -> Iterator[None]:
        lent.append(True)
        yield
        lent.append(False)

    monkeypatch.setattr("textual.app.App.suspend", suspend)
    return lent


async def test_f12_goes_on_in_the_editor(
    open_app: OpenApp, lent: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What it fails at leaves the words alone."""
    script = tmp_path / "editor.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write(' y más\\n')")
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    async with open_app() as (app, pilot):
        main = app.screen
        assert isinstance(main, MainScreen)
        main.open(GROUP)
        await pilot.press(*"hola", "f12")
        await until(lambda: main.pane.composer.text == "hola y más")
        assert main.pane.composer.has_focus
        monkeypatch.setenv("VISUAL", "/nonexistent/editor")
        await pilot.press("f12")
        await until(lambda: "could not be started" in main.pane.desk.complaint.words)
        assert main.pane.composer.text == "hola y más"
        assert lent == [True, False, True, False]


async def test_what_comes_back_goes_where_it_was_written_for(
    open_app: OpenApp, lent: list[bool], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Another conversation was opened meanwhile."""
    gate = tmp_path / "gate"
    script = tmp_path / "editor.py"
    script.write_text(
        f"import os, sys, time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.01)\n"
        "open(sys.argv[1], 'a').write(' y más')"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    async with open_app() as (app, pilot):
        main = app.screen
        assert isinstance(main, MainScreen)
        main.open(GROUP)
        await pilot.press(*"hola", "f12")
        main.pane.show(DM)
        gate.touch()

        def text() -> str:
            draft = main.store.draft(GROUP)
            return draft.text if draft is not None else ""

        await until(lambda: text() == "hola y más")
        assert "hola" not in main.pane.composer.text


async def test_a_terminal_that_cannot_be_lent_is_said(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a browser."""

    def refuse(self: object) -> None:
        raise SuspendNotSupported

    monkeypatch.setattr("textual.app.App.suspend", refuse)
    monkeypatch.setenv("VISUAL", "true")
    async with open_app() as (app, pilot):
        main = app.screen
        assert isinstance(main, MainScreen)
        main.open(GROUP)
        await pilot.press(*"hola", "f12")
        await until(lambda: "cannot be lent" in main.pane.desk.complaint.words)
        assert main.pane.composer.text == "hola"
