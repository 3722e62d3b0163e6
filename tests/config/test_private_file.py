"""A secret is private from its first byte, whole, and believed only if it stayed private."""

import os
import stat
from pathlib import Path

import pytest

from safespot_tui.config.errors import ExposedSecret
from safespot_tui.config.private_file import read_private, write_private

posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "token"


def test_what_is_written_is_read(path: Path):
    assert read_private(path) is None
    write_private(path, b"one")
    write_private(path, b"two")
    assert read_private(path) == b"two"
    assert [each.name for each in path.parent.iterdir()] == ["token"]


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_file_and_folder_are_private_whatever_the_umask(path: Path, umask: int):
    before = os.umask(umask)
    try:
        write_private(path, b"x")
    finally:
        os.umask(before)
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


@posix
def test_a_file_is_private_before_it_holds_anything(path: Path, monkeypatch: pytest.MonkeyPatch):
    opened: list[tuple[int, int]] = []
    real = os.open

    def spy(name: str | Path, flags: int, mode: int = 0o777) -> int:
        opened.append((flags, mode))
        return real(name, flags, mode)

    monkeypatch.setattr(os, "open", spy)
    write_private(path, b"x")
    flags, mode = opened[0]
    wanted = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    assert flags & wanted == wanted
    assert mode == 0o600


@posix
def test_an_open_folder_is_closed_and_an_open_file_replaced(path: Path):
    path.parent.mkdir(mode=0o755)
    path.write_bytes(b"old")
    path.chmod(0o644)
    write_private(path, b"x")
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)


@posix
@pytest.mark.parametrize("exposed", [0o604, 0o640, 0o660, 0o602, 0o610, 0o777])
def test_a_file_that_others_can_use_is_refused(path: Path, exposed: int):
    write_private(path, b"x")
    path.chmod(exposed)
    with pytest.raises(ExposedSecret, match=r"delete the file and log in again\.") as refused:
        read_private(path)
    assert str(path) in refused.value.reason


@posix
def test_a_link_is_refused_and_not_written_through(path: Path, tmp_path: Path):
    target = tmp_path / "target"
    write_private(target, b"target")
    path.parent.mkdir(mode=0o700)
    path.symlink_to(target)
    with pytest.raises(ExposedSecret):
        read_private(path)
    write_private(path, b"x")
    assert (path.is_symlink(), target.read_bytes()) == (False, b"target")


@posix
def test_a_folder_in_its_place_is_refused(path: Path):
    path.mkdir(parents=True, mode=0o700)
    with pytest.raises(ExposedSecret):
        read_private(path)


@posix
def test_somebody_elses_file_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch):
    write_private(path, b"x")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ExposedSecret):
        read_private(path)


def test_a_failed_write_leaves_the_old_content_and_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    write_private(path, b"old")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_private(path, b"new")
    assert read_private(path) == b"old"
    assert [each.name for each in path.parent.iterdir()] == ["token"]
