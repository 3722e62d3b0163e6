"""What a page sends is understood, and what makes no sense is passed over."""

import pytest

from safespot_tui.web.messages import Focus, Resize, Typed, message_in


@pytest.mark.parametrize(
    ("received", "meant"),
    [
        ('["stdin", "hola ñ"]', Typed("hola ñ")),
        ('["resize", {"width": 90, "height": 30}]', Resize(90, 30)),
        ('["resize", {"width": -1, "height": "x"}]', Resize(80, 24)),
        ('["resize", {"width": 1e300, "height": 1000000000}]', Resize(1000, 500)),
        ('["resize", {"width": Infinity, "height": null}]', Resize(80, 24)),
        ('["focus"]', Focus(has=True)),
        ('["blur"]', Focus(has=False)),
        ('["ping", "17"]', None),
        ('["stdin", 7]', None),
        ('["resize"]', None),
        ('{"stdin": "x"}', None),
        ("[]", None),
        ("no JSON", None),
        ("[" * 100_000, None),
    ],
)
def test_what_a_page_says(received: str, meant: object) -> None:
    assert message_in(received) == meant
