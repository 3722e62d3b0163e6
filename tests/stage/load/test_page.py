"""A load as a page, and its plots."""

import re

import pytest

from safespot_tui.stage.load.page import page
from safespot_tui.stage.load.svg import Curve, picture, round_above
from tests.stage.load.example import RESULT
from tests.stage.report.test_html import Reader


def test_it_stands_alone_and_is_well_formed() -> None:
    read = Reader(page(RESULT, good=False))
    assert read.open == []
    tags = [name for name, _attributes in read.elements]
    assert tags.count("svg") == 3
    assert not set(tags) & {"script", "link", "img", "iframe", "a"}
    assert not re.search(r"url\((?!#)", page(RESULT, good=False))


def test_it_says_what_is_wrong_as_text() -> None:
    read = Reader(page(RESULT, good=False))
    for words in (
        "3 errors, 9 findings",
        "https://<staging>.example (safespot)",
        "Busy 429",
        "lost: the server has it, and never told it: load ab 1.2",
        "client 4: person <b>u-1</b> is missing here",
        "It measured itself",
        "It was ended before its time.",
    ):
        assert words in read.text, words
    assert "b" not in [name for name, _attributes in read.elements]
    assert read.classes("p")[0] == "bad"
    assert Reader(page(RESULT, good=True)).classes("p")[0] == "good"


def test_a_curve_goes_from_edge_to_edge() -> None:
    drawn = picture("T", [Curve("p50", [0.0, 1.0, 0.5])], 1.0, str)
    assert 'd="M70.0 206.0L430.0 24.0L790.0 115.0h.1"' in drawn
    assert ">0 s<" in drawn
    assert ">2 s<" in drawn


def test_nothing_can_be_drawn() -> None:
    assert 'd=""' in picture("T", [Curve("p50", [])], 1.0, str)


@pytest.mark.parametrize(
    ("value", "above"), [(0, 1), (1, 1), (0.211, 0.25), (1.01, 1.5), (31, 40), (900, 1000)]
)
def test_a_scale_ends_at_a_round_number(value: float, above: float) -> None:
    assert round_above(value) == pytest.approx(above)
