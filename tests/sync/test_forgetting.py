# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What nobody looks at is let go once the archive has it, and comes back from there."""

import pytest

from safespot_tui.domain.event import MessageChanges
from safespot_tui.store.timeline import is_gap
from safespot_tui.sync import forgetting
from tests.sync.chat import C, contents

KEPT, MOST = 5, 40


@pytest.fixture(autouse=True)
def little(monkeypatch):
    """Little is held, so that little has to be said."""
    monkeypatch.setattr(forgetting, "KEPT", KEPT)
    monkeypatch.setattr(forgetting.Forgetting.__init__, "__defaults__", (MOST,))


async def told(windows, ana, count, conversation_id=C):
    """Beto says so much, some at a time, all of which is written."""
    for number in range(count):
        windows.server.say(conversation_id, "u-beto", f"{number}")
        if number % 10 == 9:
            head = windows.server.conversations[conversation_id].head_position
            await windows.until(
                lambda head=head: ana.store.conversation(conversation_id).head_position == head
            )
            keeper = ana._keeper
            await windows.until_written(
                lambda keeper=keeper: (
                    not (keeper._unwritten._keys or keeper._unwritten._on_their_way)
                )
            )


async def test_the_newest_stay_and_the_rest_comes_back_from_the_archive(windows, ana):
    await told(windows, ana, 100)
    assert ana.store.held <= MOST + 10
    rows = ana.store.timeline(C).rows
    assert is_gap(rows[0])
    assert ana.store.unread(C) == 101

    windows.server.calls.clear()
    while ana.store.timeline(C).has_older:
        await ana.load_older(C)

    assert contents(ana)[-100:] == [str(number) for number in range(100)]
    asked = [call for call in windows.server.calls if call[0] == "history"]
    assert asked == [("history", C, "m-00001")], "only whether anything is above it all"


async def test_what_is_on_screen_stays(windows, ana):
    ana.show(C)
    await told(windows, ana, 60)

    assert contents(ana)[-60:] == [str(number) for number in range(60)]


async def test_what_is_not_written_yet_stays(windows, ana, monkeypatch):
    await told(windows, ana, 20)
    monkeypatch.setattr(ana._keeper, "is_unwritten", lambda message_id: message_id > "m-00010")
    await told(windows, ana, 40)

    held = [m.content for m in windows.server.messages.values() if ana.store.base_message(m.id)]
    assert held[:2] == ["8", "9"]
    assert len(held) == 52


async def test_an_edit_of_what_was_let_go_is_kept(windows, ana):
    await told(windows, ana, 60)
    early = next(m for m in windows.server.messages.values() if m.content == "3")
    assert ana.store.base_message(early.id) is None

    windows.server.amend(early.id, MessageChanges(content="drei"))
    await told(windows, ana, 10)
    while ana.store.timeline(C).has_older:
        await ana.load_older(C)

    assert ana.store.message(early.id).content == "drei"
