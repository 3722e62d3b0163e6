"""Finding a name by a few of its letters."""

import time

import pytest

from safespot_tui.tui.fuzzy import match


def score(query: str, name: str) -> int:
    found = match(query, name)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("query", ["fut", "FÚT", "fs", "futbol de", "sabados", "  fut "])
def test_what_is_found(query: str) -> None:
    assert match(query, "Fútbol de los sábados") is not None


@pytest.mark.parametrize("query", ["x", "sf", "futbolx"])
def test_what_is_not(query: str) -> None:
    assert match(query, "Fútbol de los sábados") is None


def test_places_are_those_of_the_name() -> None:
    found = match("sab", "Fútbol de los sábados")
    assert found is not None
    assert ["Fútbol de los sábados"[place] for place in found[1]] == ["s", "á", "b"]


def test_the_beginning_of_words_is_better_than_the_middle() -> None:
    assert score("lu", "Luis") > score("lu", "Pilu")
    assert score("vc", "Vecinos de la cuadra") > score("vc", "Avance colectivo")


def test_a_hostile_name_takes_no_time() -> None:
    # Of its own: what else runs on the machine does not count.
    start = time.thread_time()
    assert match("a" * 30 + "b", "a" * 5000) is None
    assert time.thread_time() - start < 0.1
