"""A load in words."""

import pytest
from msgspec import structs

from safespot_tui.instruments.trace.wording import finding_in_words
from safespot_tui.stage.load.generator import Effort
from safespot_tui.stage.load.words import duration, table, told
from tests.stage.load.example import RESULT

CLEAN = structs.replace(
    RESULT,
    is_whole=True,
    unsent=0,
    late=0,
    errors={},
    faults={},
    findings=(),
    differences=(),
    generator=Effort(0.2, 0.3, 0.0),
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0031, "3.1 ms"), (0.25, "250 ms"), (1.5, "1500 ms"), (12.34, "12.3 s")],
)
def test_a_latency_has_three_figures_or_so(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_only_what_was_measured_is_in_the_table() -> None:
    names = [row[0] for row in table(RESULT)]
    assert names == ["from when it was due", "accepted", "delivered", "delivered to slow readers"]
    assert table(RESULT)[1] == ("accepted", "90", "4.0 ms", "12.1 ms", "250 ms", "1500 ms")


def test_all_that_is_wrong_is_said() -> None:
    lines = list(told(RESULT))
    for words in (
        "40 messages in 2.0 s to 100 readers; "
        "1 never accepted, 2 not told yet to who was catching up.",
        "2 errors: Busy 429",
        "7 findings: lost",
        finding_in_words(RESULT.findings[0]),
        "client 4: person <b>u-1</b> is missing here",
    ):
        assert words in lines
    assert any("It measured itself" in line for line in lines)
    assert not any("Nothing is wrong" in line for line in lines)


def test_nothing_is_wrong_where_nothing_is() -> None:
    lines = list(told(CLEAN))
    assert lines[-1] == "Nothing is wrong: 20 clients were compared with the server."
    assert not any("measured itself" in line for line in lines)


def test_some_errors_may_be_allowed() -> None:
    busy = structs.replace(CLEAN, errors={"Busy 429": 3})
    assert not busy.is_clean(2)
    assert busy.is_clean(3)
    assert not structs.replace(CLEAN, unsent=1).is_clean(100)
    assert not structs.replace(CLEAN, late=1).is_clean(100)
