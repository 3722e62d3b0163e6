import pytest

from tests.safespot_server.json_text import string
from tests.safespot_server.recordings import lines
from tests.safespot_server.sanitiser import sanitise


@pytest.mark.parametrize("measured", lines("content_map"), ids=lambda row: repr(row["sent"]))
def test_as_measured(measured: dict[str, str]) -> None:
    """What became nothing was refused with 500."""
    assert sanitise(measured["sent"]) == (measured["stored"] or "")
    assert measured["status"] == (201 if sanitise(measured["sent"]) else 500)


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("1 < 2", "1"),
        ("a<b & c>d", "ad"),
        ("a <= b >= c", "a = c"),
        ("<- arrow ->", ""),
        ("email <bob@x.io>", "email"),
        ("a && b", "a && b"),
        ("x<!-- never closed", "x"),
        ("1 &lt; 2", "1 &lt; 2"),
        ('<a title="1 > 0">x', "x"),
        ("\x1b[31mrojo\u202e", "\x1b[31mrojo\u202e"),
    ],
)
def test_as_told(sent: str, stored: str) -> None:
    assert sanitise(sent) == stored


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (5, "5"),
        (5.0, "5"),
        (0.5, "0.5"),
        (["x", None, 1], "x,,1"),
        ({"a": 1}, "[object Object]"),
    ],
)
def test_what_is_no_text_becomes_one(value: object, text: str) -> None:
    assert string(value) == text
