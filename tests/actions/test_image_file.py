"""A file is looked at before anything of it is sent."""

import os
import re
from pathlib import Path

import pytest

from safespot_tui.actions import image_file
from safespot_tui.actions.image_file import NotSendable, image_path, is_image, read_image

PNG = b"\x89PNG\r\n\x1a\n and so on"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    photo = tmp_path / "mi foto (1).png"
    photo.write_bytes(PNG)
    return photo


@pytest.mark.parametrize(
    "write",
    [
        str,
        lambda path: f"  {path}\n",
        lambda path: f"'{path}'",
        lambda path: f'"{path}"',
        lambda path: path.as_uri(),
        lambda path: re.sub(r"([ ()])", r"\\\1", str(path)),
    ],
    ids=["typed", "with blanks", "quoted", "double-quoted", "as an address", "with backslashes"],
)
def test_a_path_is_understood_however_a_terminal_writes_it(photo: Path, write) -> None:
    assert image_path(write(photo)) == photo
    assert read_image(write(photo)) == PNG


def test_home_is_home(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(photo.parent))
    assert read_image(f"~/{photo.name}") == PNG


def test_a_backslash_of_the_name_itself_stays(tmp_path: Path) -> None:
    odd = tmp_path / "a\\b.png"
    odd.write_bytes(PNG)
    assert read_image(str(odd)) == PNG


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, True),
        (b"\xff\xd8\xff\xe0", True),
        (b"RIFF\0\0\0\0WEBPVP8 ", True),
        (b"RIFF\0\0\0\0WAVEfmt ", False),
        (b"GIF89a", False),
        (b"", False),
        (b"<svg/>", False),
    ],
)
def test_kinds_are_told_by_their_first_bytes(content: bytes, kind: bool) -> None:
    assert is_image(content) is kind


def refusal(words: str) -> str:
    with pytest.raises(NotSendable) as raised:
        read_image(words)
    return raised.value.reason


def test_what_cannot_be_sent_is_told_in_a_sentence(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "notes.png").write_text("no image")
    monkeypatch.setattr(image_file, "MAX_IMAGE_BYTES", 1024 * 1024)
    (tmp_path / "large.png").write_bytes(PNG + bytes(1024 * 1024))

    assert refusal(" ") == "Which image? Its path is missing."
    assert refusal(str(tmp_path / "gone.png")) == f"There is no file {tmp_path / 'gone.png'}."
    assert refusal(str(tmp_path)) == f"{tmp_path} is not a file."
    assert refusal(str(tmp_path / "notes.png")) == "notes.png is no JPEG, PNG or WebP image."
    assert "large.png has 1.0 MB" in refusal(str(tmp_path / "large.png"))
    assert "cannot be read" in refusal("a\0b")


def test_what_would_keep_us_waiting_is_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert refusal(str(pipe)) == f"{pipe} is not a file."


def test_a_name_that_would_command_the_terminal_is_made_harmless(tmp_path: Path) -> None:
    assert "\x1b" not in refusal(str(tmp_path / "\x1b]0;owned\x07.png"))
