"""Who is called by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from safespot_tui.domain.mentions import mentions, mentions_of


@pytest.mark.parametrize(
    ("text", "alias", "called"),
    [
        ("hola @Ana", "Ana", True),
        ("@ana, ¿venís?", "Ana", True),
        ("¡@ANDRES!", "Andrés", True),
        ("(@Doña Rosa)", "Doña Rosa", True),
        ("@Anabel", "Ana", False),
        ("@Ana_2", "Ana", False),
        ("correo@ana", "Ana", False),
        ("@@Ana", "Ana", False),
        ("Ana", "Ana", False),
        ("@", "", False),
        ("", "Ana", False),
    ],
)
def test_who_is_called(text: str, alias: str, called: bool) -> None:
    """By the whole name, however it is written."""
    assert mentions(text, alias) is called


@given(some.text(), some.text(min_size=1))
def test_what_is_found_is_the_name(text: str, alias: str) -> None:
    """Each place begins with the sign, lies in the text, and after the one before."""
    last = 0
    for mention in mentions_of(alias, text + f" @{alias} "):
        whole = text + f" @{alias} "
        assert whole[mention.start] == "@"
        assert last <= mention.start < mention.end <= len(whole)
        last = mention.end


@given(some.text(alphabet="ab @_"), some.text(alphabet="ab", min_size=1))
def test_a_name_between_blanks_is_always_found(text: str, alias: str) -> None:
    """Whatever stands around it."""
    assert mentions(f"{text} @{alias} {text}", alias)
