"""What happened when."""

from safespot_tui.stage.load.series import MOST_SLOTS, Series


def test_a_slot_is_a_second() -> None:
    series = Series()
    series.at(0.2).sent += 1
    series.at(2.9).sent += 2
    series.at(2.1).delivered.add(0.5)
    moments = series.moments()
    assert [(each.at, each.sent) for each in moments] == [(0, 1), (1, 0), (2, 2)]
    assert moments[2].delivered.longest == 0.5
    assert [each.at for each in series.moments(newest=2)] == [1, 2]


def test_a_long_load_has_longer_slots() -> None:
    series = Series()
    for second in range(MOST_SLOTS * 2):
        series.at(second).sent += 1
        series.at(second).accepted.add(0.001)
    moments = series.moments()
    assert series.seconds == 2
    assert len(moments) == MOST_SLOTS
    assert {each.sent for each in moments} == {2}
    assert {each.accepted.count for each in moments} == {2}


def test_much_later_is_a_slot_as_well() -> None:
    series = Series()
    series.at(0).sent += 1
    series.at(1).sent += 1
    series.at(MOST_SLOTS * 5).sent += 1
    assert series.seconds == 8
    assert sum(each.sent for each in series.moments()) == 3
