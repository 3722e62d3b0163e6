"""Where a control socket may be."""

import socket
import stat
from pathlib import Path

import pytest

from safespot_tui.stage.control.place import BadPlace, ControlPlace


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    return folder


def test_nobody_else_can_reach_it_and_nothing_is_left_of_it(own: Path) -> None:
    path = own / "control"
    place = ControlPlace(path)
    found = path.lstat()
    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600
    place.close()
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o1777])
def test_not_where_others_may_write(own: Path, mode: int) -> None:
    own.chmod(mode)
    with pytest.raises(BadPlace, match="Others may write in"):
        ControlPlace(own / "control")


def test_a_dead_process_is_replaced_and_a_live_one_is_not(own: Path) -> None:
    path = own / "control"
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    place = ControlPlace(path)
    with pytest.raises(BadPlace, match="Another client listens"):
        ControlPlace(path)
    assert path.exists()
    place.close()


def test_other_files_and_bad_paths_are_refused(own: Path) -> None:
    (own / "letter").write_text("dear")
    with pytest.raises(BadPlace, match="is no socket"):
        ControlPlace(own / "letter")
    assert (own / "letter").read_text() == "dear"
    (own / "link").symlink_to(own / "nowhere")
    with pytest.raises(BadPlace, match="is no socket"):
        ControlPlace(own / "link")
    with pytest.raises(BadPlace, match="cannot be at"):
        ControlPlace(own / "no such folder" / "control")
    with pytest.raises(BadPlace, match="cannot be at"):
        ControlPlace(own / ("long" * 50))
    with pytest.raises(BadPlace, match="is not a directory"):
        ControlPlace(own / "letter" / "control")


def test_what_took_its_place_is_left_alone(own: Path) -> None:
    path = own / "control"
    place = ControlPlace(path)
    path.unlink()
    path.write_text("somebody else's")
    place.close()
    assert path.read_text() == "somebody else's"
