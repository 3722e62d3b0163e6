"""What a path may lead to while it is typed; names are as hostile as they can be."""

import os
from pathlib import Path

import pytest

from safespot_tui.actions import image_folder
from safespot_tui.actions.image_folder import Offered, offered
from safespot_tui.domain.text import safe_line

HOSTILE = "\x1b[31mroja\u202egnp.exe\x07.png"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two images, of which the second is older, two folders, and what nobody wants to see."""
    home = tmp_path / "ana"
    for folder in ("Fotos", "Música", ".cache"):
        (home / folder).mkdir(parents=True)
    for age, name in enumerate(("plaza.JPG", "árbol.png", "notas.txt", ".oculta.png")):
        (home / name).write_bytes(b"x" * 1000)
        os.utime(home / name, (10_000 - age, 10_000 - age))
    (home / "nowhere.png").symlink_to(home / "gone.png")
    (home / "Fotos" / HOSTILE).write_bytes(b"x")
    monkeypatch.setenv("HOME", str(home))
    return home


def words(found: Offered) -> list[str]:
    return [entry.words for entry in found.entries]


def test_images_and_folders_of_home_the_newest_image_first(home: Path) -> None:
    found = offered("", {})
    assert words(found) == [
        "~/plaza.JPG", "~/árbol.png", "~/Fotos/", "~/Música/", f"{home.parent}/",
    ]  # fmt: skip
    assert found.entries[0].size == 1000
    assert [entry.name for entry in found.entries[1:3]] == ["árbol.png", "Fotos/"]


def test_letters_find_without_case_and_accents_what_begins_so_first(home: Path) -> None:
    assert words(offered("~/A", {})) == ["~/árbol.png", "~/plaza.JPG", "~/Música/"]
    assert words(offered("~/.o", {})) == ["~/.oculta.png"]
    assert words(offered(f"{home}/mus", {})) == [f"{home}/Música/"]


def test_what_is_in_a_folder_and_the_way_out_of_it(home: Path) -> None:
    assert words(offered("~/Fotos/", {})) == ["~/Fotos/" + safe_line(HOSTILE), "~/"]


def test_what_is_offered_of_a_hostile_name_is_harmless_and_leads_to_the_file(home: Path) -> None:
    (entry,) = offered("~/Fotos/roja", {}).entries
    assert entry.words == safe_line(entry.words)
    assert entry.path == home / "Fotos" / HOSTILE
    found = offered(entry.words, {entry.words: entry.path})
    assert found.is_file
    assert words(found) == [entry.words]


def test_a_hostile_folder_is_entered_by_its_harmless_name(home: Path) -> None:
    folder = os.fsdecode(os.fsencode(home / "Música") + b"/\xff\x1b[2J")
    os.mkdir(folder)
    Path(folder, "a.png").write_bytes(b"x")
    entry, _out = offered("~/Música/", {}).entries
    assert entry.is_folder
    assert entry.words == safe_line(entry.words)
    image, _out = offered(entry.words, {entry.words: entry.path}).entries
    assert image.words == entry.words + "a.png"
    assert image.path == Path(folder, "a.png")


def test_the_path_of_a_file_is_what_is_meant_however_it_came(home: Path) -> None:
    for meant in (f"'{home}/plaza.JPG'", (home / "plaza.JPG").as_uri(), "~/notas.txt"):
        assert offered(meant, {}).is_file, meant


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("~/gone/", "There is no such folder."),
        ("~/zzz", "No image and no folder here is called so."),
        ("~/notas.txt/x", "This folder cannot be read: Not a directory."),
        ("~nobody-of-that-name/x", "This folder cannot be read: Could not determine home"),
        ("/\0/", "This folder cannot be read: embedded null byte."),
    ],
)
def test_where_nothing_can_be_offered_it_is_said_why(home: Path, typed: str, reason: str) -> None:
    found = offered(typed, {})
    assert found.entries == ()
    assert found.reason.startswith(reason)


def test_a_large_folder_is_not_looked_through_to_its_end(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(image_folder, "MOST_LOOKED_AT", 2)
    for number in range(5):
        (home / "Música" / f"{number}.png").touch()
    *images, way_out = words(offered("~/Música/", {}))
    assert (len(images), way_out) == (2, "~/")
