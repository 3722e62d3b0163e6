# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What a message said is told in order, and what it says now once."""

from datetime import timedelta
from functools import partial

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.extract import read_stored
from safespot_tui.domain.event import MessageChanges
from safespot_tui.domain.text import SafeText
from safespot_tui.sync import session
from tests.sync.windows import until

C = "c-dm"


async def test_what_was_said_before_and_what_is_said_now(windows, monkeypatch):
    monkeypatch.setattr(session, "Archive", partial(Archive, keep_revisions=True))
    server = windows.server
    for name in ("ana", "beto"):
        server.user(name)
    server.open("dm", "u-ana", "u-beto")
    said = server.say(C, "u-beto", "uno")
    ana = await windows.open("u-ana")
    assert ana.keeps_revisions
    assert [each.content for each in await ana.revisions(said.id)] == ["uno"]
    # What this window has read is in the file once it is known to lead.
    await windows.until_written(lambda: read_stored(windows.path("u-ana"), C))
    later = said.created_at + timedelta(minutes=1)
    server.amend(said.id, MessageChanges(content=SafeText("dos"), edited_at=later))
    await until(lambda: ana.store.base_message(said.id).content == "dos")
    told = [(each.content, each.said_at) for each in await ana.revisions(said.id)]
    assert told == [("uno", said.created_at), ("dos", later)]
