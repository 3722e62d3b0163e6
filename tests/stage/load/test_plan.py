"""What a load is, decided before it begins."""

import pytest

from safespot_tui.stage.load.plan import Due, Plan, Role


def test_the_same_seed_is_the_same_load() -> None:
    plan = Plan(clients=3, rate=20, duration=10, seed=7)
    again = Plan(clients=3, rate=20, duration=10, seed=7)
    other = Plan(clients=3, rate=20, duration=10, seed=8)
    assert list(plan.dues(1)) == list(again.dues(1)) != list(other.dues(1))
    assert list(plan.cuts(1)) == list(again.cuts(1)) != list(plan.cuts(2))


def test_all_clients_together_write_so_much() -> None:
    plan = Plan(clients=10, rate=50, duration=100)
    dues = [due for client in range(plan.clients) for due in plan.dues(client)]
    assert len(dues) == pytest.approx(5000, rel=0.05)
    assert max(due.at for due in dues) < plan.duration
    assert {int(due.where * 2) for due in dues} == {0, 1}


def test_a_client_writes_one_message_after_the_other() -> None:
    dues = list(Plan(clients=2, rate=10, duration=10).dues(0))
    assert [due.number for due in dues] == list(range(len(dues)))
    assert [due.at for due in dues] == sorted(due.at for due in dues)
    assert all(isinstance(due, Due) for due in dues)


@pytest.mark.parametrize(
    ("clients", "roles"),
    [
        (2, [Role.STEADY, Role.SLOW]),
        (3, [Role.STEADY, Role.SLOW, Role.CUT]),
        (10, [Role.STEADY] * 7 + [Role.SLOW] + [Role.CUT] * 2),
    ],
)
def test_some_lines_are_bad_and_one_is_good(clients: int, roles: list[Role]) -> None:
    assert Plan(clients=clients).roles() == roles


def test_no_line_is_bad_where_none_shall_be() -> None:
    assert Plan(clients=3, slow=0, cut=0).roles() == [Role.STEADY] * 3
