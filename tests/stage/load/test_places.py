"""Who is in a conversation with whom."""

import pytest

from safespot_tui.stage.load.places import companies


@pytest.mark.parametrize(
    ("clients", "group_size", "expected"),
    [
        (2, 5, [(0, 1)]),
        (3, 5, [(0, 1), (2, 0), (0, 1, 2)]),
        (4, 0, [(0, 1), (1, 2), (2, 3), (3, 0)]),
        (7, 3, [(0, 1), (2, 3), (4, 5), (6, 0), (0, 1, 2), (3, 4, 5, 6)]),
        (6, 3, [(0, 1), (2, 3), (4, 5), (0, 1, 2), (3, 4, 5)]),
    ],
)
def test_companies(clients: int, group_size: int, expected: list[tuple[int, ...]]) -> None:
    assert companies(clients, group_size) == expected


@pytest.mark.parametrize("group_size", [0, 3, 5, 8])
def test_nobody_is_alone(group_size: int) -> None:
    for clients in range(2, 30):
        found = companies(clients, group_size)
        assert {client for each in found for client in each} == set(range(clients))
        assert all(len(each) == len(set(each)) >= 2 for each in found)
