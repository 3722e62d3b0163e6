"""Figures over time, in characters."""

from safespot_tui.stage.load.plot import bands, with_scale


def test_each_column_is_shaded_by_its_values() -> None:
    assert bands([(1, 2, 4), (4, 4, 4), (0, 0, 0), (1, 1, 1)], 4, most=4) == [
        "▒█",
        "▒█",
        "▓█",
        "██ █",
    ]


def test_what_is_little_can_be_seen() -> None:
    assert bands([(0.001, 0.001, 0.001)], 2, most=100, cell=3) == ["", "██"]
    assert bands([], 2, most=0) == ["", ""]


def test_it_can_be_drawn_in_ascii() -> None:
    assert bands([(1, 2, 3)], 3, most=3, ascii_only=True) == [":", "+", "#"]


def test_a_scale_says_what_is_at_its_ends() -> None:
    assert with_scale(["▒", "▓", "█"], "12 ms") == ["12 ms ┤▒", "      │▓", "    0 ┤█"]
