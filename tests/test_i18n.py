"""The language is chosen once and looked up at every call."""

import gettext
import struct
from pathlib import Path

import pytest

from safespot_tui import i18n


def catalogue(pairs: dict[str, str]) -> bytes:
    """A `.mo` file, as GNU gettext lays it out."""
    entries = {"": "Content-Type: text/plain; charset=UTF-8\n", **pairs}
    originals = [key.encode() for key in sorted(entries)]
    translations = [entries[key].encode() for key in sorted(entries)]
    count = len(entries)
    tables, texts = b"", b""
    start = 28 + 16 * count
    for text in (*originals, *translations):
        tables += struct.pack("<II", len(text), start + len(texts))
        texts += text + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0) + tables + texts


@pytest.fixture(autouse=True)
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "safespot_tui.mo").write_bytes(catalogue({"Hello": "Hola"}))
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    yield
    monkeypatch.setattr(i18n, "_catalogue", gettext.NullTranslations())


def test_a_text_is_looked_up_when_it_is_asked_for():
    i18n.install("en")
    assert i18n._("Hello") == "Hello"
    i18n.install("es")
    assert i18n._("Hello") == "Hola"


@pytest.mark.parametrize("name", ["es", "es_AR", "es_AR.UTF-8", "es-AR", "es@euro"])
def test_a_locale_finds_the_catalogue_of_its_language(name: str):
    i18n.install(name)
    assert i18n._("Hello") == "Hola"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "es_AR.UTF-8"}, "es_AR.UTF-8"),
        ({"LANG": "en_US", "LC_MESSAGES": "es"}, "es"),
        ({"LANG": "es", "LC_MESSAGES": "es", "LC_ALL": "en_GB"}, "en_GB"),
        ({"LANG": "es", "LC_ALL": ""}, "es"),
        ({"LANG": "es", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_ALL": "POSIX"}, "en"),
    ],
)
def test_the_environment_decides_as_posix_says(environ: dict[str, str], expected: str):
    assert i18n.environment_locale(environ) == expected


def test_without_a_name_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "es_AR.UTF-8")
    i18n.install()
    assert i18n._("Hello") == "Hola"


def test_a_language_without_a_catalogue_is_spoken_in_english():
    i18n.install("fr_FR")
    assert i18n._("Hello") == "Hello"
    assert i18n.ngettext("one", "many", 2) == "many"
