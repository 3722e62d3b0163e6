"""An image is saved beside what is there, under a name that strangers have no part in."""

from pathlib import Path

import pytest

from safespot_tui.actions.image_saving import NotSaved, save_image

PNG = b"\x89PNG\r\n\x1a\n and so on"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    paths = [save_image(PNG, folder, "foto") for _again in range(3)]
    assert [path.name for path in paths] == ["foto.png", "foto-2.png", "foto-3.png"]
    assert all(path.read_bytes() == PNG for path in paths)


@pytest.mark.parametrize(
    ("image", "ending"), [(b"\xff\xd8\xff..", ".jpg"), (b"RIFF....WEBP..", ".webp")]
)
def test_the_bytes_say_what_it_is(tmp_path: Path, image: bytes, ending: str) -> None:
    assert save_image(image, tmp_path, "foto").suffix == ending


def test_a_link_in_the_way_is_not_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    (tmp_path / "foto.png").symlink_to(precious)
    assert save_image(PNG, tmp_path, "foto").name == "foto-2.png"
    assert not precious.exists()


@pytest.mark.parametrize("image", [b"", b"<script>", b"\x7fELF"])
def test_what_is_no_image_is_not_saved(tmp_path: Path, image: bytes) -> None:
    with pytest.raises(NotSaved, match="not a JPEG"):
        save_image(image, tmp_path, "foto")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotSaved, match="cannot be saved"):
        save_image(PNG, tmp_path / "file", "foto")
