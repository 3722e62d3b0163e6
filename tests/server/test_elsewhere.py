"""What other processes say of their streams holds for a while."""

from safespot_tui.server.elsewhere import KEPT_SECONDS, Elsewhere
from safespot_tui.server.frames import Sync
from safespot_tui.server.hub import Hub
from safespot_tui.server.listener import Listener


def test_who_comes_and_goes_is_told_once() -> None:
    elsewhere = Elsewhere()
    assert elsewhere.heard("p", "ana", 1)
    assert not elsewhere.heard("p", "ana", 2)
    assert not elsewhere.heard("q", "ana", 1)
    assert elsewhere.streams_of("ana") == 3
    assert not elsewhere.heard("p", "ana", 0)
    assert elsewhere.heard("q", "ana", 0)
    assert not elsewhere.heard("q", "ana", 0)
    assert (list(elsewhere.online()), elsewhere.streams_of("ana")) == ([], 0)


def test_a_process_that_ends_takes_its_streams_along() -> None:
    elsewhere = Elsewhere()
    for process, user_id in (("p", "ana"), ("p", "beto"), ("q", "beto")):
        elsewhere.heard(process, user_id, 1)
    assert elsewhere.left("p") == ["ana"]
    assert list(elsewhere.online()) == ["beto"]


def test_a_process_that_dies_is_forgotten() -> None:
    now = 0.0
    elsewhere = Elsewhere(lambda: now)
    elsewhere.heard("p", "ana", 1)
    elsewhere.heard("q", "beto", 1)
    now = KEPT_SECONDS - 1
    elsewhere.heard("q", "beto", 1)
    assert elsewhere.expire() == []
    now = KEPT_SECONDS
    assert elsewhere.expire() == ["ana"]
    assert list(elsewhere.online()) == ["beto"]


def test_who_was_killed_is_told_apart_from_who_is_alive() -> None:
    elsewhere = Elsewhere()
    for process, user_id in (("p", "ana"), ("p", "beto"), ("q", "beto"), ("q", "carla")):
        elsewhere.heard(process, user_id, 1)
    assert elsewhere.keep({"q", "somebody new"}) == ["ana"]
    assert elsewhere.streams_of("beto") == 1
    assert elsewhere.keep([]) == ["beto", "carla"]


async def test_streams_count_wherever_they_are() -> None:
    hub = Hub(max_per_user=2)
    hub.elsewhere.heard("p", "ana", 1)
    assert hub.join(Listener("ana", Sync(60)))
    assert not hub.join(Listener("ana", Sync(60)))
    assert hub.present() == {"ana"}
    hub.elsewhere.heard("p", "ana", 2)
    assert not hub.join(Listener("ana", Sync(60)))
    hub.elsewhere.heard("p", "beto", 2)
    assert not hub.join(Listener("beto", Sync(60)))
    assert hub.online() == {"ana"}
