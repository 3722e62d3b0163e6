"""Settings that are of the right type, and still cannot be."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from safespot_tui.actions import keymap
from safespot_tui.cli.chosen import chosen_settings
from safespot_tui.cli.main import main
from safespot_tui.config.locations import settings_path


@pytest.fixture(autouse=True)
def own_keys_again() -> Iterator[None]:
    yield
    keymap.install({})


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (
            '[keys]\n"app.help" = "Ctrl+P"',
            'line 2, keys."app.help": “Ctrl+P” is the key of “Menu…”',
        ),
        ('[keys]\n"app.hlep" = "F1"', 'line 2, keys."app.hlep": there is no action “app.hlep”'),
        (
            '[themes.mine]\nprimary = "teal"\npanel = "grass"',
            "line 3, themes.mine.panel: a colour such as",
        ),
        (
            '[notifications.folders]\ngroups = "all"\nwork = "none"',
            "line 3, notifications.folders.work: there is no such part of the inbox; there are all",
        ),
        (
            'language = "en"\ntheme = "nrod"\n[themes.mine]\nprimary = "teal"',
            "line 2, theme: there is no such theme; there are safespot-dark, safespot-light, mine,",
        ),
    ],
)
def test_what_cannot_be_is_told_with_its_line(own_home: Path, capsys, source, problem) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(source)
    assert main(["config", "check"]) == 1
    assert problem in capsys.readouterr().err


def test_a_theme_in_a_file_is_told_with_its_file(own_home: Path, capsys) -> None:
    folder = settings_path().with_name("themes")
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text('primary = "teal"')
    assert chosen_settings().themes == {"mine": {"primary": "teal"}}
    (folder / "night.toml").write_text('\nprimary = "grass"')
    assert main(["config", "check"]) == 1
    assert "night.toml: line 2, primary: a colour such as" in capsys.readouterr().err


def test_what_can_be_is_fine(own_home: Path, capsys) -> None:
    assert main(["config", "check"]) == 0
    assert "everything is as the program likes it" in capsys.readouterr().out
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('theme = "nord"\nkeys."app.help" = ["F1", "F11"]')
    assert main(["config", "check"]) == 0
    assert main(["keys"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("*  ")]
    assert line.split() == ["*", "F1,", "F11", "Help", "app.help"]


def test_without_a_file_nothing_is_imported_to_read_one(own_home: Path) -> None:
    source = (
        "import sys; from safespot_tui.cli.chosen import chosen_settings; chosen_settings();"
        "print({'tomllib', 'textual', 'safespot_tui.config.reference',"
        "'safespot_tui.actions.keymap'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", source], capture_output=True, check=True)
    assert said.stdout.strip() == b"set()"


def test_the_path_and_an_example_are_printed(own_home: Path, capsys) -> None:
    assert main(["config", "path"]) == 0
    assert capsys.readouterr().out == f"{settings_path()}\n"
    assert main(["config", "example"]) == 0
    assert "# [notifications]" in capsys.readouterr().out
