"""Numbers as columns and bars."""

from safespot_tui.insight.plot import bar, columns, ruler


def test_columns_grow_by_eighths_of_a_cell() -> None:
    assert columns([0, 1, 8, 16], 2) == ["   █", " ▁██"]
    assert columns([1, 2], 1, cell=3) == ["▄▄ ██"]


def test_what_is_not_nothing_is_seen() -> None:
    assert columns([1, 100_000], 1) == ["▁█"]
    assert columns([0, 0], 2) == ["", ""]
    assert bar(1, 100_000, 10) == "▏"
    assert bar(0, 5, 10) == ""


def test_in_ascii_there_are_three_steps() -> None:
    assert columns([0, 1, 2, 3], 1, ascii_only=True) == [" .:#"]
    assert bar(1, 2, 10, ascii_only=True) == "#####"


def test_bars_are_as_long_as_their_value() -> None:
    assert bar(2, 2, 4) == "████"
    assert bar(1, 8, 4) == "▌"


def test_labels_stand_under_their_columns_and_never_on_each_other() -> None:
    assert ruler(["00", "", "", "03"], 3) == "00       03"
    assert ruler(["21/11", "22/11", "23/11"], 3) == "21/11 23/11"
    assert ruler(["", "a"], 2) == "  a"
