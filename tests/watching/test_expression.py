"""A regular expression is found as people read, and cannot take long."""

import time

import pytest

from safespot_tui.domain.folding import fold_plainly
from safespot_tui.watching.expression import MAX_ATOMS, MAX_CHARACTERS, atoms, compiled
from safespot_tui.watching.rule import BadRule

SECONDS = 5.0
"""Far more than any needs; one that went back would need more than the universe has."""


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        ("mat[aá]r", "TE VOY A MATÁR", True),
        ("MATAR", "matar", True),
        ("estación", "ESTACION de tren", True),
        ("estacion", "estacio\u0301n", True),
        (r"^\W+$", "¡¿!?", True),
        (r"^\W+$", "hola", False),
        (r"\bbit\.ly/", "https://bit.ly/x", True),
        (r"\d{4}-\d{4}", "llamá al 4902-1234", True),
        ("hola.*chau", "hola\nchau", False),
        ("(?s)hola.*chau", "hola\nchau", True),
    ],
)
def test_it_is_found_without_case_and_accents(source: str, text: str, found: bool) -> None:
    assert compiled(source)(fold_plainly(text)) is found


@pytest.mark.parametrize("source", [r"(a+)+$", r"(a|aa)+$", r"(.*a){20}$", r"^(\w+\s?)*!$"])
def test_a_catastrophic_one_is_done_at_once_with_a_hostile_text(source: str) -> None:
    found_in = compiled(source)
    began = time.process_time()
    assert not found_in("a" * 50_000 + "b")
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("(", "unclosed group"),
        ("(?=x)", "look-around"),
        (r"(a)\1", "backreferences are not supported"),
        ("", f"1 to {MAX_CHARACTERS} characters"),
        ("a" * (MAX_CHARACTERS + 1), f"1 to {MAX_CHARACTERS} characters"),
        ("(.?){1000}z", f"more than {MAX_ATOMS} signs"),
        ("((a{10}){10}){10}", "written out, without {n}"),
        (r"\p{L}{999}", "too large"),
        ("(", "unclosed group."),
    ],
)
def test_what_cannot_be_is_told(source: str, problem: str) -> None:
    with pytest.raises(BadRule) as refused:
        compiled(source)
    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("abc", 3),
        (r"\d{4}-\d{2,8}", 13),
        ("(ab|c){3}", 9),
        ("(?:ab){2}x?", 5),
        ("[^]a-z]{5}", 5),
        (r"\p{Lu}{7}", 7),
        ("a{3,}", 4),
        (r"\{3\}", 3),
        ("((a{2}b){2}c){2}", 14),
        ("(?i)ab", 2),
        (")a", 2),
    ],
)
def test_its_size_is_that_of_its_repetitions_written_out(source: str, count: int) -> None:
    assert atoms(source) == count
