import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO

import pytest

from safespot_tui import __version__, i18n
from safespot_tui.cli.parser import COMMANDS, new_parser, parse

HEAVY = {
    "apsw", "fastapi", "httpx", "keyring", "pydantic", "safespot_tui.store", "sqlalchemy", "textual"
}  # fmt: skip


def imported_by(code: str) -> set[str]:
    script = f"import sys\ntry:\n    {code}\nexcept SystemExit: pass\nprint(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["inbox", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]):
    code = f"from safespot_tui.cli.main import main; main({arguments!r})"
    assert imported_by(code).isdisjoint(HEAVY)


@pytest.mark.parametrize("arguments", [[], ["whoami"]])
def test_only_the_command_that_is_meant_is_imported(arguments: list[str]):
    modules = imported_by(f"from safespot_tui.cli.parser import parse; parse({arguments})")
    commands = {name for name in modules if name.startswith("safespot_tui.cli.commands.")}
    assert commands == {f"safespot_tui.cli.commands.{name}" for name in arguments}


def test_the_way_to_the_first_paint_is_light():
    modules = imported_by(
        "import safespot_tui.cli.screen, safespot_tui.cli.session, safespot_tui.tui.app"
    )
    assert "textual" in modules
    assert modules.isdisjoint({"httpx", "keyring", "pydantic", "fastapi", "email.message"})
    assert "safespot_tui.instruments" not in modules


def test_every_command_says_in_a_line_what_it_does():
    text = new_parser().format_help()
    assert all(f"    {name} " in text for name in COMMANDS)


def test_the_profile_comes_before_the_command():
    assert parse(["inbox"]).profile == "default"
    assert parse(["--profile", "work", "inbox"]).profile == "work"


def test_a_profile_may_be_called_like_a_command():
    options = parse(["--profile", "send", "inbox"])
    assert (options.profile, options.command) == ("send", "inbox")


@pytest.mark.parametrize(
    "words",
    [
        "Ana La_esquina --image foto.png",
        "Ana --image foto.png La_esquina",
        "--image foto.png Ana La_esquina",
    ],
)
def test_options_stand_where_one_likes(words: str):
    options = parse(["send", *words.split()])
    assert (options.conversation, options.text, options.image) == ("Ana", "La_esquina", "foto.png")


def test_without_a_command_it_is_the_screen():
    assert parse([]).command is None


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["history"], ["inbox", "--nonsense"], ["history", "a", "--limit", "x"]],
)
def test_a_mistake_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as exit_:
        parse(arguments)
    assert exit_.value.code == 2
    assert "usage: safespot-tui" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        parse(["--version"])
    assert capsys.readouterr().out == f"safespot-tui {__version__}\n"


def test_help_is_all_in_the_users_language(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(i18n, "_catalogue", i18n._catalogue)
    i18n.install("es")
    program, command = new_parser().format_help(), command_help("login")
    assert "--theme NOMBRE" in program
    for text in (program, command):
        assert text.startswith("uso: safespot-tui")
        assert "\nopciones:\n  -h, --help" in text
        for english in ("usage", "options", "positional", "show", "NAME"):
            assert english not in text


def command_help(name: str) -> str:
    with pytest.raises(SystemExit), redirect_stdout(StringIO()) as said:
        parse([name, "--help"])
    return said.getvalue()
