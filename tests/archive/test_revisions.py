# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What was said before a change stays, for who wants it, and for nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.revisions import forget_kept_in
from safespot_tui.archive.rows import MessageRow, all_facts, changed_facts
from safespot_tui.domain.event import MemberLeft, MessageChanges, MessageDeleted, MessageUpdated
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store

ORIGIN = OriginClientId("one")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


class Kept:
    """A store, and the archive that follows it."""

    def __init__(self, path: Path, *, keep: bool = True) -> None:
        self.archive = Archive(path, ORIGIN, keep_revisions=keep)
        self.store = Store()
        if self.archive.contents is not None:
            self.store.apply(self.archive.contents.restored)

    def apply(self, *patches, amendments=(), left=()) -> None:
        batch = self.store.apply(*patches)
        store, cursor = self.store, Cursor("e.1")
        if batch.reset:
            facts = all_facts(store, store.me, cursor, reset=True)
        else:
            facts = changed_facts(store, store.me, cursor, batch.keys, amendments, left)
        self.archive.commit(facts)

    def said(self, message) -> list[str]:
        return [each.content for each in self.archive.revisions(message.id)]


def edited(message, words: str, revision: int):
    at = message.created_at + timedelta(minutes=revision)
    return MessageUpdated(
        message.id,
        message.conversation_id,
        MessageChanges(content=SafeText(words), edited_at=at, revision=revision),
    )


def deleted(message, revision: int):
    at = message.created_at + timedelta(hours=1)
    return MessageDeleted(message.id, message.conversation_id, at, revision)


def test_what_was_edited_and_deleted_is_told_in_order(make, path):
    message = make.message("uno", 1)
    kept = Kept(path)
    kept.apply(make.snapshot(message))
    kept.apply(edited(message, "dos", 2))
    kept.apply(deleted(message, 3))
    first, second = kept.archive.revisions(message.id)
    assert (first.content, first.said_at) == (message.content, message.created_at)
    assert (second.content, second.said_at) == ("dos", message.created_at + timedelta(minutes=2))


def test_a_reaction_or_a_star_is_no_version(make, path):
    message = make.message("uno", 1)
    kept = Kept(path)
    kept.apply(make.snapshot(message))
    kept.apply(MessageUpdated(message.id, make.plaza, MessageChanges(starred=True, revision=2)))
    assert kept.said(message) == []


def test_what_memory_does_not_hold_is_kept_too(make, path):
    message, last = make.message("uno", 1), make.message("last", 2)
    kept = Kept(path)
    kept.apply(make.snapshot(last))
    facts = changed_facts(kept.store, kept.store.me, Cursor("e.1"), ())
    kept.archive.commit(structs.replace(facts, messages=(MessageRow(message, None),)))
    kept.apply(amendments=(deleted(message, 2),))
    assert kept.said(message) == [message.content]


def test_what_changed_while_nobody_listened_is_kept_over_a_new_beginning(make, path):
    message = make.message("uno", 1)
    kept = Kept(path)
    kept.apply(make.snapshot(message))
    at = message.created_at + timedelta(minutes=1)
    later = structs.replace(message, content=SafeText("dos"), edited_at=at, revision=2)
    kept.apply(make.snapshot(later))
    kept.apply(make.snapshot(later))
    assert kept.said(message)[0] == message.content
    assert len(kept.said(message)) == 2


def test_who_does_not_want_it_has_nothing_and_loses_what_there_was(make, path):
    message = make.message("uno", 1)
    kept = Kept(path)
    kept.apply(make.snapshot(message))
    kept.apply(edited(message, "dos", 2))
    kept.archive.close()
    kept = Kept(path, keep=False)
    assert kept.said(message) == []
    kept.apply(edited(message, "tres", 3))
    assert kept.said(message) == []


def test_it_goes_with_its_conversation_and_at_the_log_out(make, path):
    message = make.message("uno", 1)
    kept = Kept(path)
    kept.apply(make.snapshot(message))
    kept.apply(edited(message, "dos", 2))
    forget_kept_in(path)
    assert kept.said(message) == []
    kept.apply(edited(message, "tres", 3))
    assert kept.said(message) == ["dos"]
    kept.apply(MemberLeft(make.plaza, kept.store.me), left=(make.plaza,))
    assert kept.said(message) == []
    forget_kept_in(path.with_name("none.db"))
