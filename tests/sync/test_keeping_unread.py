"""Who catches up decides when something is read: the one exception to “opening clears unread”."""

from tests.sync.chat import C


async def test_what_is_to_stay_unread_stays_so_while_it_is_shown(windows, ana) -> None:
    ana.show(C, keep_unread=True)
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: ana.store.unread(C) == 2)

    ana.set_focused(focused=False)
    ana.set_focused(focused=True)

    assert ana.store.unread(C) == 2
    ana.mark_read(C)
    assert ana.store.unread(C) == 0


async def test_leaving_it_does_not_read_it_either(windows, ana) -> None:
    ana.show(C, keep_unread=True)

    ana.show(None)

    assert ana.store.unread(C) == 1


async def test_shown_as_usual_it_is_read_at_once_and_so_is_what_comes(windows, ana) -> None:
    ana.show(C, keep_unread=True)

    ana.show(C)

    assert ana.store.unread(C) == 0
    windows.server.say(C, "u-beto", "¿estás?")
    await windows.until(lambda: ana.store.conversation(C).head_position == 2)
    assert ana.store.unread(C) == 0
