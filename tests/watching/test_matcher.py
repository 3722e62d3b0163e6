"""What rules say of one message."""

import pytest

from safespot_tui.watching.matcher import Matcher, Said
from safespot_tui.watching.rule import (
    BadRule,
    Burst,
    Categories,
    Condition,
    Expression,
    People,
    Rule,
    Silence,
    Words,
)

CONDITIONS: dict[str, Condition] = {
    "threats": Words(("amenaz*", "te voy a matar", "Ñoqui")),
    "short": Words(("te",)),
    "links": Expression("https?://"),
    "people": People((" Julián Paz",)),
    "reports": Categories(("VIA PUBLICA",)),
    "quiet": Silence(5),
    "flood": Burst(3, 10),
}
MATCHER = Matcher([Rule(name, condition) for name, condition in CONDITIONS.items()])


@pytest.mark.parametrize(
    ("said", "names"),
    [
        (Said("Una AMENAZÁ"), ["threats"]),
        (Said("amenaza"), ["threats"]),
        (Said("amenaz"), ["threats"]),
        (Said("desamenaza"), []),
        (Said("te dije que matar"), ["short"]),
        (Said("¡te   voy, a… MATÁR!"), ["threats", "short"]),
        (Said("te voy a mata"), ["short"]),
        (Said("noqui"), ["threats"]),
        (Said("mirá HTTPS://x"), ["links"]),
        (Said("hola", "JULIAN PAZ"), ["people"]),
        (Said("hola", "Julián"), []),
        (Said("hola", category="Vía pública"), ["reports"]),
        (Said(""), []),
        (Said("amenaza http://x", "Julián Paz", "vía pública"), [
            "threats", "links", "people", "reports",
        ]),
    ],
)  # fmt: skip
def test_a_message_hits_what_it_is_about(said: Said, names: list[str]) -> None:
    assert [rule.name for rule in MATCHER.hits(said)] == names


@pytest.mark.parametrize("condition", [Words(("¡!",)), People(("",)), Categories((" ",))])
def test_a_rule_about_nothing_cannot_be(condition: Condition) -> None:
    with pytest.raises(BadRule):
        Matcher([Rule("x", condition)])


def test_hundreds_of_words_cost_no_more_than_a_few() -> None:
    """Each word of a message is looked up once, however many are sought."""
    words = tuple(f"palabra{n}*" for n in range(500))
    many = Matcher([Rule("many", Words(words))])
    index = many._words
    assert index is not None
    looked_up: list[str] = []

    class Counted(dict[str, object]):
        def get(self, key, default=None):
            looked_up.append(key)
            return super().get(key, default)

    index._whole, index._begun = Counted(index._whole), Counted(index._begun)  # type: ignore[assignment]
    assert many.hits(Said("nada de palabra499as aquí"))
    assert len(looked_up) <= 4 + 4 * len(index._lengths)
