from random import Random

import pytest

from safespot_tui.contract.limits import MAX_EMOJI_CHARACTERS
from safespot_tui.demo.answer import answer_to, topic_of, topics


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Me ROBARON la bici", "robo"),
        ("volvió la luz?", "luz"),
        ("hay un pozo enorme", "bache"),
        ("Buen dia vecinos", "hola"),
        ("¿Reunión el jueves?", "reunion"),
        ("che, nadie contesta?", "?"),
    ],
)
def test_the_answer_is_about_what_was_said(text: str, word: str):
    assert word in topic_of(text).words


def test_anything_else_gets_an_answer_too():
    assert topic_of("xyz") is topics()[-1]
    assert answer_to("xyz", "Sofía", Random(1))


def test_whoever_wrote_is_called_by_name_and_braces_in_it_do_no_harm():
    answers = {answer_to("hola", "{Sofía}", Random(seed)) for seed in range(30)}
    assert any("{Sofía}" in answer for answer in answers)


def test_every_reaction_is_one_that_the_server_takes():
    assert all(
        len(emoji) <= MAX_EMOJI_CHARACTERS and not any(map(str.isspace, emoji))
        for topic in topics()
        for emoji in topic.reactions
    )
