"""`stage replay` and `stage diff`, on a recording in which little happens."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from msgspec import Raw

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.recording import required_recorder
from safespot_tui.cli.stage import diff, replay
from safespot_tui.config.profiles import Profile
from safespot_tui.domain.event import Entities, Snapshot, Synced
from safespot_tui.domain.ids import Cursor, UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.instruments.cassette.entry import (
    VERSION,
    Answered,
    Called,
    Ended,
    Entry,
    Header,
    Item,
    Pressed,
    Scene,
    Standing,
)
from safespot_tui.instruments.cassette.file import CassetteWriter
from safespot_tui.instruments.cassette.value import value_of
from safespot_tui.stage.replay import replay as replays

SNAPSHOT = Snapshot(
    UserId("u-1"), Cursor("1"), Entities(users=(User(UserId("u-1"), SafeText("Ana")),))
)


def entries(key: str) -> tuple[Entry, ...]:
    """Ana comes, presses a key, and stays."""
    return (
        Called(0.1, 1, "open", Raw(b"{}")),
        Standing(0.2),
        Answered(0.2, 1, value_of(None)),
        Called(0.3, 2, "snapshot", Raw(b"{}")),
        Answered(0.4, 2, value_of(SNAPSHOT)),
        Called(0.5, 3, "stream", Raw(b'{"cursor":"1"}')),
        Item(0.6, 3, value_of(Synced(Cursor("1"), heartbeat=10.0))),
        Pressed(1.0, key, key),
    )


def write(path: Path, *given: Entry) -> Path:
    began_at = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
    writer = CassetteWriter(path)
    writer.write(Header(VERSION, "0", began_at, "seed", Scene(60, 15, "en", "Etc/UTC")))
    for entry in given:
        writer.write(entry)
    writer.close()
    return path


def done(task: ModuleType, *arguments: str) -> int:
    parser = ArgumentParser()
    task.add_arguments(parser)
    return task.run(parser.parse_args(arguments))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A recording that ends as a replay of it does."""
    cut = write(tmp_path / "cut", *entries("5"))
    end = replays.replay(replay_cassette(cut)).end
    return write(tmp_path / "whole", *entries("5"), Ended(1.5, end.digest, end.screen, end.parts))


def replay_cassette(path: Path):
    from safespot_tui.cli.stage.cassettes import required_cassette

    return required_cassette(str(path))


def test_as_it_was_recorded(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    screens = tmp_path / "screens"
    options = "--repeat", "2", "--screens", str(screens)
    assert done(replay, str(whole), *options) == ExitCode.OK
    assert capsys.readouterr().out.count("as it was recorded") == 2
    assert len(list(screens.iterdir())) == 2


def test_not_as_it_was_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = Ended(1.5, "0" * 64, "another\x1b[2J screen", {"members": "other"})
    path = write(tmp_path / "other", *entries("5"), told)
    assert done(replay, str(path)) == ExitCode.FAILED
    said = capsys.readouterr().out
    assert "not as it was recorded" in said
    assert "What differs: members" in said
    assert "-another\u241b[2J screen" in said


def test_what_it_asks_beyond_the_cassette_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [each for each in entries("5") if not isinstance(each, Called) or each.call != 3]
    path = write(tmp_path / "less", *(each for each in given if not isinstance(each, Item)))
    assert done(replay, str(path)) == ExitCode.OK
    assert 'the client asked for stream(cursor="1")' in capsys.readouterr().out


def test_where_it_ends_early_there_is_nothing_to_compare(
    whole: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert done(replay, str(whole), "--until", "synced") == ExitCode.OK
    assert "there is no end to compare it with" in capsys.readouterr().out
    assert done(replay, str(whole), "--until", "message.deleted") == ExitCode.OK
    assert "“message.deleted” did not come" in capsys.readouterr().out


def test_where_two_part(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert done(diff, str(whole), str(whole)) == ExitCode.OK
    other = write(tmp_path / "other", *entries("2"))
    assert done(diff, str(whole), str(other)) == ExitCode.FAILED
    said = capsys.readouterr().out
    assert f"{whole}: 0:01.000  key 5" in said
    assert f"{other}: 0:01.000  key 2" in said


@pytest.mark.parametrize("arguments", [("--repeat", "0"), ("--speed", "0"), ("--speed", "1")])
def test_what_makes_no_sense_is_said(whole: Path, arguments: tuple[str, str]) -> None:
    with pytest.raises(CommandFailed) as failure:
        done(replay, str(whole), *arguments)
    assert failure.value.code is ExitCode.USAGE


def test_what_is_no_cassette_is_said(tmp_path: Path) -> None:
    (tmp_path / "no").write_text("no")
    for name in ("no", "nowhere"):
        with pytest.raises(CommandFailed) as failure:
            done(replay, str(tmp_path / name))
        assert failure.value.code is ExitCode.USAGE


def test_only_one_account_is_recorded_and_nothing_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path / "home"))
    profile = Profile(name="ana", server="http://127.0.0.1:1", email="", user_id="u-1", alias="Ana")
    required_recorder(str(tmp_path / "new"), profile).close()
    for file, whose in (("new", profile), ("nowhere/new", profile), ("other", None)):
        with pytest.raises(CommandFailed):
            required_recorder(str(tmp_path / file), whose)
