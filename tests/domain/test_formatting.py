"""What is set off is what was meant to be; nothing written is lost, and nothing comes to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safespot_tui.domain.formatting import MOST_CHARACTERS, Look, runs_of
from safespot_tui.domain.text import safe_text

SIGNS = set("*_`")


def told(text: str) -> list[tuple[str, str]]:
    return [(run.text, "+".join(sorted(run.looks))) for run in runs_of(text)]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("nada", [("nada", "")]),
        ("a **b c** d", [("a ", ""), ("b c", "bold"), (" d", "")]),
        ("_uno_, dos", [("uno", "italic"), (", dos", "")]),
        ("**a _b_**", [("a ", "bold"), ("b", "bold+italic")]),
        ("`a_b_ **c**`", [("a_b_ **c**", "code")]),
        ("> dijo **sí**", [("> dijo ", "quote"), ("sí", "bold+quote")]),
        ("uno\n```\na *b*\n\nc\n```\ndos", [("uno\n", ""), ("a *b*\n\nc", "code"), ("\ndos", "")]),
        ("```py\nx\n```", [("x", "code")]),
        ("ver https://a.example/x_y_z.", [
            ("ver ", ""), ("https://a.example/x_y_z", "link"), (".", ""),
        ]),
    ],
)  # fmt: skip
def test_what_is_meant_is_set_off(text: str, runs: list[tuple[str, str]]) -> None:
    assert told(text) == runs


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name", "2 ** 3 ** 4", "** a **", "****", "__", "``", "`", "**", "_", "***",
        "a **b", "a _b", "```\nsin fin", "```", "``````", "*uno*", "a\n**b\nc**", "```\n```",
        "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_has_no_counterpart_is_words(text: str) -> None:
    assert told(text) == [(text, "")]


def test_nothing_is_no_run() -> None:
    assert [run.text for run in runs_of("")] == [""]


texts = st.text(
    st.sampled_from("ab1 \n*_`>-\u0301\u200d🏽👍https://a.example/ñ漢\ufe0f") | st.characters(),
    max_size=60,
) | st.lists(
    st.sampled_from(
        [
            "**",
            "_",
            "`",
            "```",
            "\n",
            "> ",
            " ",
            "a",
            "b c",
            "https://a.example/_x_ ",
            "e\u0301",
            "\u0301" * 8,
            "👩\u200d🚀",
            "\u200d",
        ]
    ),
    max_size=30,
).map("".join)


@given(texts)
def test_nothing_is_lost_but_signs_and_nothing_comes_to_be(text: str) -> None:
    safe = safe_text(text)
    runs = runs_of(safe)
    shown = "".join(run.text for run in runs)
    rest = iter(safe)
    assert all(character in rest for character in shown), "something was put in or moved"
    fences = {line.strip() for line in safe.split("\n") if line.strip().startswith("```")}
    kept = "".join(c for c in shown if c not in SIGNS and not c.isspace())
    for fence in fences:
        safe = safe_text(
            "\n".join("" if line.strip() == fence else line for line in safe.split("\n"))
        )
    missing = [c for c in safe if c not in SIGNS and not c.isspace()]
    letters = iter(kept)
    assert all(c in letters for c in missing), "words were lost"
    assert all(run.text for run in runs) or shown == ""


@given(texts)
def test_what_is_shown_is_as_safe_as_what_was_written(text: str) -> None:
    shown = "".join(run.text for run in runs_of(safe_text(text)))
    assert safe_text(shown) == shown


def test_what_nobody_wrote_by_hand_is_left_as_it_is() -> None:
    text = "**a** " * MOST_CHARACTERS
    assert told(text) == [(text, "")]


def test_a_link_is_shown_as_a_link() -> None:
    (run,) = runs_of("https://a.example")
    assert run.looks == {Look.LINK}
