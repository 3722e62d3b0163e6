"""The user's settings, and what is said when they cannot be."""

from pathlib import Path

import pytest

from safespot_tui.config.errors import BadSettings
from safespot_tui.config.locations import settings_path
from safespot_tui.config.settings import Settings, TimeFormat
from safespot_tui.config.settings_file import load_settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_without_a_file_all_is_as_the_program_likes(path: Path):
    assert load_settings(path) == Settings()
    path.write_text("")
    assert load_settings(path) == Settings()


def test_every_key_can_be_set(path: Path):
    path.write_text('theme = "nord"\nlanguage = "es"\ntime_format = "12h" # tea time\n')
    assert load_settings(path) == Settings(
        theme="nord", language="es", time_format=TimeFormat.HOURS_12
    )


def test_the_users_own_file_is_the_default(home: Path):
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('language = "es"')
    assert load_settings().language == "es"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("theme = 3", "line 1, theme: a text in quotes is expected."),
        ("\n\nlanguage = true", "line 3, language: a text in quotes is expected."),
        ('theme = "x"\ntime_format = "25h"', "line 2, time_format: “24h” or “12h” is expected."),
        ("inbox_width = 9", "line 1, inbox_width: a number from 20 to 80 is expected."),
        ("inbox_width = 81", "line 1, inbox_width: a number from 20 to 80 is expected."),
        ("inbox_width = true", "line 1, inbox_width: a number from 20 to 80 is expected."),
        ("mouse = 1", "line 1, mouse: true or false is expected."),
        ("notifications = 1", "line 1, notifications: a table is expected."),
        (
            "[notifications]\n\nbell = true\nnotify = 'some'",
            "line 4, notifications.notify: “all” or “mentions” or “none” is expected.",
        ),
        ("[notifications]\nring = true", "line 2, notifications.ring: there is no such setting;"),
        (
            'notify = 1\n[notifications.conversations]\n"Ana, Ben" = "all"\nx = "most"',
            "line 1, notify: there is no such setting;",
        ),
        (
            '[notifications.conversations]\n"Ana, Ben" = "all"\n"Ana" = "most"',
            "line 3, notifications.conversations.Ana: “all” or “mentions” or “none” is expected.",
        ),
        (
            'keys."app.help" = "F1"\nkeys."app.quit" = [1]',
            'line 2, keys."app.quit": a text in quotes or a list of texts in quotes is expected.',
        ),
        ("[themes.mine]\nprimary = 3", "line 2, themes.mine.primary: a text in quotes or true"),
        ('# x\n"time_format" = 24', "line 2, time_format:"),
        (
            'them = "x"',
            "line 1, them: there is no such setting; there are theme, density, time_format,",
        ),
        ("[colours]\nred = 1", "line 1, colours: there is no such setting"),
        ("theme = ", "this is not TOML: Invalid value (at end of document)."),
        ("\ntheme = nord", "this is not TOML: Invalid value (at line 2, column 9)."),
        ('theme = "a"\ntheme = "b"\n', "this is not TOML: Cannot overwrite a value (at line 2"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(path: Path, source: str, problem: str):
    path.write_text(source)
    with pytest.raises(BadSettings) as refused:
        load_settings(path)
    assert problem in refused.value.reason
    assert refused.value.reason.startswith(f"In {path}: ")


def test_a_file_that_is_no_text_is_told(path: Path):
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(BadSettings, match="cannot be read as text"):
        load_settings(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(BadSettings, match="cannot be read as text"):
        load_settings(path)


def test_what_is_told_is_safe_to_show(path: Path):
    path.write_text('"\\u001b[31m" = 1')
    with pytest.raises(BadSettings) as refused:
        load_settings(path)
    assert refused.value.reason.isprintable()
