"""A recorder that cannot write any more, or is given what it cannot write, disturbs nobody."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from safespot_tui.instruments.cassette.entry import Pasted, Pressed, Scene
from safespot_tui.instruments.cassette.file import BadCassette, CassetteWriter, read_cassette
from safespot_tui.instruments.cassette.recorder import Recorder
from safespot_tui.store.store import Store

SCENE = Scene(columns=80, lines=24, language="en")


@pytest.mark.parametrize("name", ["plain.jsonl", "small.gz"])
def test_what_is_noted_is_read_again(tmp_path: Path, name: str) -> None:
    recorder = Recorder(tmp_path / name)
    recorder.note(Pressed(0.5, "a", "a"))
    recorder.begin(SCENE)
    recorder.note(Pasted(1.0, "hola"))
    recorder.end(Store(), "screen")
    recorder.note(Pressed(2.0, "b", "b"))
    cassette = read_cassette(tmp_path / name)
    assert cassette.header.scene == SCENE
    assert cassette.entries[:2] == (Pressed(0.5, "a", "a"), Pasted(1.0, "hola"))
    assert [type(entry).__name__ for entry in cassette.entries] == ["Pressed", "Pasted", "Ended"]


@pytest.mark.parametrize("name", ["plain.jsonl", "small.gz"])
def test_a_recording_that_breaks_off_is_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    recorder = Recorder(tmp_path / name)
    recorder.begin(SCENE)
    recorder.note(Pasted(1.0, "hola"))
    # Nobody closes it: the process is gone.
    assert read_cassette(tmp_path / name).entries == (Pasted(1.0, "hola"),)


def test_a_full_disk_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    recorder = Recorder(tmp_path / "full.jsonl")
    recorder.on_failure = lambda: told.append("told")
    recorder.begin(SCENE)

    def full(_self: CassetteWriter, _entry: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(CassetteWriter, "write", full)
    for _ in range(3):
        recorder.note(Pressed(1.0, "a", "a"))
    recorder.end(Store(), "")
    assert told == ["told"]


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "there"
    path.write_text("mine")
    with pytest.raises(FileExistsError):
        Recorder(path)
    assert path.read_text() == "mine"


def test_it_is_for_the_user_s_eyes_only(tmp_path: Path) -> None:
    Recorder(tmp_path / "own").close()
    assert (tmp_path / "own").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"version":1', '"version":99'),
        lambda text: text.replace('"Header"', '"Heading"'),
        lambda _text: "",
    ],
)
def test_what_is_no_cassette_is_refused(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    path = tmp_path / "spoilt"
    recorder = Recorder(path)
    recorder.begin(SCENE)
    recorder.close()
    path.write_text(spoil(path.read_text()))
    with pytest.raises(BadCassette):
        read_cassette(path)
