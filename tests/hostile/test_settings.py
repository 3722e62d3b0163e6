"""Hostile text in the settings, which are copied from strangers' advice: shown, and not obeyed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from safespot_tui import i18n
from safespot_tui.actions import keymap
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.cli import output
from safespot_tui.cli.chosen import chosen_folders, chosen_settings
from safespot_tui.cli.main import main
from safespot_tui.config import settings_file
from safespot_tui.config.locations import settings_path
from safespot_tui.config.settings import Settings
from safespot_tui.store.store import Store
from tests.hostile.payloads import CORPUS
from tests.hostile.recording_terminal import only_ours, staged
from tests.hostile.sequences import kinds
from tests.hostile.test_screen import WORST, plain
from tests.hostile.town import twin

PLACES = (
    "theme = {}",
    "language = {}",
    "density = {}",
    "{} = 1",
    "not TOML {}",
    '[keys]\n"app.help" = {}',
    '[keys]\n{} = "f1"',
    '[folders]\n{} = "title:x"',
    '[folders]\n{} = "is:nothing"',
    "[folders]\nmine = {}",
    '[themes.{}]\nprimary = "nothing"',
    "[themes.mine]\nprimary = {}",
    '[themes.mine]\n{} = "x"',
    '[rules.{}]\nwords = ["x"]\nburst = 2',
    "[rules.mine]\npattern = {}",
    "[notifications]\nnotify = {}",
    '[notifications.folders]\n{} = "all"',
    '[notifications.conversations]\n{} = "sometimes"',
)
"""Where in the file a text can stand that is told of again."""

UNDERSTOOD = WORST.replace("\ud800", "")
"""A file with half a character is no TOML, and is not looked into."""


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    settings_path().parent.mkdir()
    yield
    keymap.install({})
    i18n.install()


def said(text: str, place: str, capsys: pytest.CaptureFixture[str], command: str) -> str:
    """What a command says of settings in which `text` stands somewhere."""
    write(place, text)
    main([command, *(["check"] if command == "config" else [])])
    printed = capsys.readouterr()
    return printed.out + printed.err


def write(place: str, text: str) -> None:
    """Settings in which `text` stands, as TOML writes it."""
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    settings_path().write_text(place.replace("{}", quoted), "utf-8", "surrogatepass")


@pytest.mark.parametrize("place", PLACES)
def test_what_is_said_of_the_settings_orders_a_terminal_nothing(
    place: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    texts = (each.text for each in CORPUS[PLACES.index(place) :: 2 * len(PLACES)])
    for text in (WORST, UNDERSTOOD, *texts):
        told = said(text, place, capsys, "config")
        assert set(kinds(told)) <= {"C0 0A"}, text
        assert "config.toml" in told
    told = said(UNDERSTOOD, place, capsys, "keys")
    assert set(kinds(told)) <= {"C0 0A"}
    assert not (tmp_path / "log").exists(), "nothing crashed"


def test_the_check_would_notice_what_got_through(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(settings_file, "safe_line", str)
    monkeypatch.setattr(output, "safe_text", str)
    for place in PLACES[3], PLACES[5], PLACES[8]:
        told = said(UNDERSTOOD, place, capsys, "config")
        assert "OSC 52" in kinds(told), place


async def test_folders_and_themes_are_shown_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """As a folder's tab, in the sentence that there is nothing in it, and among the colours."""
    written: list[str] = []
    for name in (f"a {UNDERSTOOD}", twin(f"a {UNDERSTOOD}")):
        write('[folders]\n{} = "title:nothing"\n[themes.{}]\nprimary = "#00ff88"', name)
        chosen = chosen_settings()
        folders = chosen_folders(chosen)
        async with staged(
            Store(), tmp_path, monkeypatch, folders=folders, settings=chosen
        ) as stage:
            stage.main.perform(ACTIONS["inbox.folder_1"])
            written.append(await stage.painted())
            stage.main.perform(ACTIONS["app.choose_theme"])
            written.append(await stage.painted())
    for hostile, harmless in zip(written[:2], written[2:], strict=True):
        only_ours(hostile)
        assert set(kinds(hostile)) <= set(kinds(harmless)) | {"CSI G"}
        assert "cm0=" in plain(hostile)


async def test_the_check_would_notice_a_name_that_was_taken_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    chosen = Settings(themes={"a \u202eowned": {"primary": "#00ff88"}})
    async with staged(Store(), tmp_path, monkeypatch, settings=chosen) as stage:
        stage.main.perform(ACTIONS["app.choose_theme"])
        assert "format 202E" in kinds(await stage.painted())
