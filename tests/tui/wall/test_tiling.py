"""How tiles are laid out."""

from itertools import product

import pytest

from safespot_tui.tui.wall.tiling import LEAST_HEIGHT, LEAST_WIDTH, Tiling, room, tiling


@pytest.mark.parametrize(
    ("count", "size", "columns", "rows"),
    [
        (1, (80, 21), 1, 1),
        (2, (80, 21), 2, 1),
        (2, (60, 21), 1, 2),
        (3, (80, 21), 2, 2),
        (4, (80, 21), 2, 2),
        (6, (80, 21), 2, 3),
        (4, (120, 37), 2, 2),
        (6, (120, 37), 3, 2),
        (6, (200, 57), 3, 2),
        (2, (200, 57), 2, 1),
    ],
)
def test_what_can_be_read_best(count: int, size: tuple[int, int], columns: int, rows: int) -> None:
    assert tiling(count, *size) == Tiling(columns, rows, count)


def test_every_tile_has_room_or_as_many_are_shown_as_have() -> None:
    for count, width, height in product(range(1, 7), range(0, 260, 11), range(0, 90, 7)):
        found = tiling(count, width, height)
        assert 1 <= found.count <= count
        assert found.columns * (found.rows - 1) < found.count <= found.columns * found.rows
        if found.count > 1:
            assert width // found.columns >= LEAST_WIDTH
            assert height // found.rows >= LEAST_HEIGHT
        if found.count < count:
            assert (width // LEAST_WIDTH) * (height // LEAST_HEIGHT) < count


def test_where_arrows_lead() -> None:
    grid = tiling(5, 120, 37)
    assert (grid.columns, grid.rows, grid.last_span) == (3, 2, 2)
    assert [grid.beside(0, way) for way in ("left", "right", "up", "down")] == [0, 1, 0, 3]
    assert grid.beside(2, "down") == 4
    assert grid.beside(4, "right") == 4
    assert grid.beside(4, "up") == 1


def test_with_how_many_a_wall_begins() -> None:
    assert [room(*size) for size in ((80, 21), (30, 10), (120, 37), (200, 57))] == [2, 2, 6, 6]
