"""Every text of the interface is said in every language that has a catalogue."""

import gettext
import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from safespot_tui.actions.key_words import counts_anywhere, key_name
from safespot_tui.actions.registry import ACTIONS
from scripts import catalogues

PATHS = catalogues.catalogue_paths()


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A package with one text, one plural and one with a placeholder."""
    package = tmp_path / "code"
    package.mkdir()
    (package / "greeting.py").write_text(
        '_("Hello")\n_("{alias} is typing")\n'
        'ngettext("one message", "{count} messages", count)\n_(variable)\n'
    )
    return package


@pytest.fixture
def template(code: Path) -> Catalog:
    return catalogues.texts_of_the_code(code)


@pytest.fixture
def catalogue(tmp_path: Path, template: Catalog) -> Path:
    """The Spanish catalogue of that package, complete."""
    path = tmp_path / "es" / "LC_MESSAGES" / "safespot_tui.po"
    path.parent.mkdir(parents=True)
    spanish = Catalog(locale="es", fuzzy=False)
    spanish.add("Hello", "Hola")
    spanish.add("{alias} is typing", "{alias} está escribiendo")
    spanish.add(("one message", "{count} messages"), ("un mensaje", "{count} mensajes"))
    path.write_bytes(catalogues.po_bytes(spanish))
    catalogues.update(path, template)
    return path


def problems(path: Path, template: Catalog) -> str:
    return "\n".join(catalogues.problems_of_catalogue(path, template))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_there_is_a_spanish_catalogue() -> None:
    assert "es" in {path.parent.parent.name for path in PATHS}


def test_every_text_in_the_code_can_be_translated() -> None:
    assert list(catalogues.problems_of_code()) == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.parent.parent.name)
def test_catalogue_says_every_text_of_the_code(path: Path) -> None:
    assert problems(path, catalogues.texts_of_the_code()) == ""


def test_a_complete_catalogue_has_no_problems(catalogue: Path, template: Catalog) -> None:
    assert problems(catalogue, template) == ""


def test_compiled_catalogue_is_what_gettext_reads(catalogue: Path) -> None:
    spanish = gettext.GNUTranslations(io.BytesIO(catalogue.with_suffix(".mo").read_bytes()))
    assert spanish.gettext("Hello") == "Hola"
    assert spanish.ngettext("one message", "{count} messages", 2) == "{count} mensajes"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('msgstr "Hola"', 'msgstr ""', "not translated: 'Hello'"),
        ('msgid "Hello"', '#, fuzzy\nmsgid "Hello"', "fuzzy: 'Hello'"),
        ('msgid "Hello"', 'msgid "Goodbye"', "missing: 'Hello'"),
        ('msgid "Hello"', 'msgid "Goodbye"', "not in the code any more: 'Goodbye'"),
        ('msgstr "Hola"', 'msgstr "¡Hola!"', "safespot_tui.mo is not what"),
        ("{alias} está", "{nombre} está", "other placeholders"),
        ("{alias} está", "está", "other placeholders"),
        ("{count} mensajes", "{cuenta} mensajes", "other placeholders"),
        ('"{count} mensajes"', '""', "not translated: ('one message'"),
    ],
)
def test_a_problem_is_found(
    catalogue: Path, template: Catalog, old: str, new: str, problem: str
) -> None:
    edit(catalogue, old, new)
    assert problem in problems(catalogue, template)


def test_a_missing_compiled_catalogue_is_found(catalogue: Path, template: Catalog) -> None:
    catalogue.with_suffix(".mo").unlink()
    assert "safespot_tui.mo is not what" in problems(catalogue, template)


def test_an_f_string_is_found(code: Path) -> None:
    (code / "shout.py").write_text('_(f"Hello {alias}")\n')
    assert list(catalogues.problems_of_code(code)) == [
        "shout.py:1: an f-string cannot be translated; use format()"
    ]


def test_a_text_inside_an_f_string_is_found(code: Path) -> None:
    (code / "shout.py").write_text('f"{alias}! {_(\'Hello\')}"\nf"{alias}! {upper(alias)}"\n')
    assert list(catalogues.problems_of_code(code)) == [
        "shout.py:1: a text inside an f-string is not found; move it"
    ]


def test_update_takes_in_what_is_new_and_keeps_what_is_translated(
    code: Path, catalogue: Path
) -> None:
    (code / "farewell.py").write_text('_("Goodbye")\n')
    template = catalogues.texts_of_the_code(code)
    catalogues.update(catalogue, template)
    assert problems(catalogue, template) == "not translated: 'Goodbye'"


def test_update_changes_nothing_when_there_is_nothing_new(
    catalogue: Path, template: Catalog
) -> None:
    before = catalogue.read_bytes()
    catalogues.update(catalogue, template)
    assert catalogue.read_bytes() == before


def test_no_sentence_has_the_key_of_an_action_in_its_words() -> None:
    """It may be another one's by now: `{key}` stands there, and the registry says which it is."""
    told = {
        key_name(key)
        for action in ACTIONS.values()
        for keys in action.keys.values()
        for key in keys
        if counts_anywhere(key)
    }
    sentences = [str(message.id) for message in catalogues.texts_of_the_code()]
    assert "Ctrl+P" in told
    examples = [sentence for sentence in sentences if "is no key; one such as" in sentence]
    assert [
        sentence
        for sentence in sentences
        if sentence not in examples and told & set(re.findall(r"[\w+↑↓]+", sentence))
    ] == []
