"""What is told in a flood is told once a frame, and all of it."""

from unittest import mock

import pytest

from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.patch import DraftPut
from safespot_tui.store.store import Store
from safespot_tui.tui import beat as beat_module
from safespot_tui.tui.beat import Beat
from tests.tui.until import until


def change(store: Store, name: str) -> None:
    store.apply(DraftPut(Draft(ConversationId(name), "words")))


def told_of(batches: list[Batch]) -> list[set[str]]:
    return [{key[-1] for key in batch.keys} for batch in batches]


async def test_the_first_at_once_and_what_comes_within_a_frame_as_one() -> None:
    store = Store()
    beat, one, other = Beat(store), list[Batch](), list[Batch]()
    beat.watch_all(one.append)
    beat.watch_all(other.append)
    change(store, "a")
    assert told_of(one) == [{"a"}]
    change(store, "b")
    change(store, "c")
    assert beat.is_waiting
    await until(lambda: not beat.is_waiting)
    assert told_of(one) == [{"a"}, {"b", "c"}]
    assert one[1].keys == {keys.draft(ConversationId("b")), keys.draft(ConversationId("c"))}
    assert other == one


async def test_after_a_rest_the_next_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat_module, "FRAME_SECONDS", 0.0)
    store = Store()
    beat, told = Beat(store), list[Batch]()
    beat.watch_all(told.append)
    for name in "abc":
        change(store, name)
    assert told_of(told) == [{"a"}, {"b"}, {"c"}]


@pytest.mark.parametrize(("takes", "rests"), [(0.001, 1 / 60), (0.004, 0.024), (0.5, 1 / 30)])
async def test_in_a_flood_what_takes_long_is_done_less_often(
    monkeypatch: pytest.MonkeyPatch, takes: float, rests: float
) -> None:
    now, waits = 100.0, list[float]()
    loop = mock.Mock(call_later=lambda wait, _strike: waits.append(wait) or mock.Mock())
    monkeypatch.setattr(beat_module, "monotonic", lambda: now)
    monkeypatch.setattr(beat_module.asyncio, "get_running_loop", lambda: loop)
    store = Store()
    beat = Beat(store)

    def take(_batch: Batch) -> None:
        nonlocal now
        now += takes

    beat.watch_all(take)
    for told, rested in ((lambda: change(store, "alone"), 1 / 60), (beat._strike, rests)):
        now = began = now + 100.0
        told()
        now = began
        change(store, f"comes then {began}")
        assert waits[-1] == pytest.approx(rested)


async def test_who_stops_watching_is_told_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    # However slow the machine is, the second waits still.
    monkeypatch.setattr(beat_module, "FRAME_SECONDS", 60.0)
    store = Store()
    beat, told = Beat(store), list[Batch]()
    unwatch = beat.watch_all(told.append)
    change(store, "a")
    change(store, "b")
    unwatch()
    assert not beat.is_waiting
    change(store, "c")
    assert told_of(told) == [{"a"}]


async def test_a_mistake_that_nobody_waits_for_is_handed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # However slow the machine is, the second waits until it is struck here.
    monkeypatch.setattr(beat_module, "FRAME_SECONDS", 60.0)
    store, failed = Store(), list[Exception]()
    beat = Beat(store, failed.append)
    calls = 0

    def call(_batch: Batch) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ValueError

    beat.watch_all(call)
    change(store, "a")
    change(store, "b")
    assert beat._due is not None
    beat._due.cancel()
    beat._strike()
    assert isinstance(failed[0], ValueError)
