"""The password in a database's address is said to nobody but the database."""

from pathlib import Path

import pytest

from safespot_tui.cli.main import main
from tests.hostile.test_secrets import found_in

PASSWORD = "canary-database-7c1e"
COMMANDS = (["migrate", "status"], ["serve", "--port", "0"], ["admin", "stats"])
MISTYPED = (
    "u:{}@127.0.0.1/db",
    "postgresql:/u:{}@127.0.0.1/db",
    "postgresql://u:{}@127.0.0.1:1/db",
    "postgresql://u:{}@127.0.0.1:54x/db",
    "postgresql://u:x@127.0.0.1:{}/db",
    "postgresql://u:x@{}@127.0.0.1:1/db",
    "postgresql://u:x/{}@127.0.0.1:1/db",
    "postgresql://u:x?{}@127.0.0.1:1/db",
    "postgresql://u:{}%zz@127.0.0.1:1/db",
    "postgresql+nothing://u:{}@127.0.0.1:1/db",
    "postgresql://127.0.0.1:1/db?password={}&connect_timeout=x",
    "postgresql://127.0.0.1:1/db?password={}&nothing=x",
    "mysql://u:{}@127.0.0.1/db",
    "sqlite://u:{}@127.0.0.1/db",
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_wrong_address_of_a_database_is_told_without_its_password(
    command: list[str], home: Path, capsys: pytest.CaptureFixture[str]
):
    for form in MISTYPED:
        url = form.replace("{}", PASSWORD)
        assert main([*command, "--database-url", url]) in {1, 2}, url
        told = "".join(capsys.readouterr())
        assert told, url
        assert not found_in(told.encode(), (PASSWORD,)), told
    assert list(home.rglob("*.log")) == [], "nothing crashed"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_an_address_in_the_wrong_place_is_quoted_without_its_password(
    command: list[str], capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(SystemExit):
        main([*command, "--database-url", "sqlite://", f"postgresql://u:{PASSWORD}@127.0.0.1/db"])
    told = capsys.readouterr().err
    assert "127.0.0.1/db" in told
    assert PASSWORD not in told
