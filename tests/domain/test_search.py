"""Where the words stand that were looked for."""

import pytest

from safespot_tui.domain.message import MessageType
from safespot_tui.domain.search import Kind, Term, kinds_in, places_in, terms_of


def found(text: str, typed: str) -> list[str]:
    return [text[span.start : span.end] for span in places_in(text, terms_of(typed))]


@pytest.mark.parametrize(
    ("text", "typed", "places"),
    [
        ("El plomero de la esquina", "plom ESQ", ["plomero", "esquina"]),
        ("Canción, cancioncita; recanción", "cancion", ["Canción", "cancioncita"]),
        ("Canción de cuna", "cancion", ["Canción"]),
        ("uno dos tres", '"dos tres"', ["dos tres"]),
        ("uno dos tresillo", '"dos tres"', []),
        ("uno dos tresillo", "dos-tres", ["dos tresillo"]),
        ("a ab abc", "a", ["a"]),
        ("la la la", '"la la"', ["la la"]),
        ("uno dos", "uno unos dos", ["uno", "dos"]),
        ("", "uno", []),
        ("uno", "", []),
    ],
)
def test_places_are_those_of_the_text(text, typed, places):
    assert found(text, typed) == places


def test_a_term_is_read_back_from_what_it_is_written_as():
    terms = (Term(("plom",)), Term(("de", "la"), exact=True), Term(("3", "4")))

    assert terms_of(" ".join(map(str, terms))) == terms


@pytest.mark.parametrize(
    ("type_", "text", "kinds"),
    [
        (MessageType.TEXT, "miren https://a.example", {Kind.LINK}),
        (MessageType.TEXT, "HTTP://A.EXAMPLE", {Kind.LINK}),
        (MessageType.TEXT, "a.example", set()),
        (MessageType.IMAGE, "http://a.example", {Kind.IMAGE, Kind.LINK}),
    ],
)
def test_what_a_message_holds(type_, text, kinds):
    assert kinds_in(type_, text) == kinds
