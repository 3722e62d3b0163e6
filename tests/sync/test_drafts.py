# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""What was being typed, and what becomes of it when it is sent."""

import asyncio

from safespot_tui.domain.draft import Draft
from tests.sync.chat import C, refused


async def test_a_send_clears_the_draft_it_came_from_and_no_newer_one(windows, ana):
    ana.save_draft(Draft(C, "hola"))
    await ana.send(C, "hola")
    assert ana.store.draft(C) is None

    ana.save_draft(Draft(C, "otra"))
    sending = asyncio.create_task(ana.send(C, "otra"))
    await asyncio.sleep(0)
    ana.save_draft(Draft(C, "y otra"))
    await sending

    assert ana.store.draft(C).text == "y otra"


async def test_a_draft_that_is_not_what_was_sent_stays(windows, ana):
    ana.save_draft(Draft(C, "algo más largo"))
    await ana.send(C, "desde un script")
    assert ana.store.draft(C).text == "algo más largo"


async def test_a_draft_is_kept_a_moment_later_and_before_an_exit(windows, ana):
    ana.save_draft(Draft(C, "uno"))
    await windows.clock.advance(1.1)
    await windows.until(lambda: not ana._keeper._unwritten.has_drafts)
    await windows.crash(ana)
    again = windows.run(windows.restored("u-ana"))
    assert again.store.draft(C).text == "uno"

    again.save_draft(Draft(C, "dos"))
    await windows.close(again)

    third = windows.restored("u-ana")
    assert third.store.draft(C).text == "dos"
    third._keeper._archive.close()


async def test_what_an_edit_set_aside_is_back_in_the_moment_it_is_kept(windows, ana):
    """A crash right after Enter finds the edit on its way, and the words from before it."""
    temp = await refused(windows, ana, "mal")
    ana.save_draft(Draft(C, "bien", editing_id=temp, aside=Draft(C, "y además")))
    await ana._keeper.flush()

    await ana.edit(temp, "bien")

    assert ana.store.draft(C) == Draft(C, "y además")
    await windows.crash(ana)
    again = windows.restored("u-ana")
    assert [item.intent.content for item in again.store.outbox] == ["bien"]
    assert again.store.draft(C) == Draft(C, "y además")
    again._keeper._archive.close()


async def test_a_crash_while_editing_leaves_both_texts(windows, ana):
    """The other words of the message, and those that the edit interrupted."""
    temp = await refused(windows, ana, "mal")
    draft = Draft(C, "bien", editing_id=temp, aside=Draft(C, "y además", reply_to_id=temp))
    ana.save_draft(draft)
    await ana._keeper.flush()

    await windows.crash(ana)

    again = windows.restored("u-ana")
    assert again.store.draft(C) == draft
    again._keeper._archive.close()


async def test_an_edit_takes_no_draft_that_was_none_of_it(windows, ana):
    """What is being written begins like the edit, and is another message."""
    temp = await refused(windows, ana, "mal")
    ana.save_draft(Draft(C, "bien"))

    await ana.edit(temp, "bien dicho")

    assert ana.store.draft(C) == Draft(C, "bien")
