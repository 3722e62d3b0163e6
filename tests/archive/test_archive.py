# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportOptionalSubscript=false
"""What is committed is there again after any crash, and nothing else."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safespot_tui.archive import codec
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.errors import ArchiveTooNew, ArchiveUnwritable
from safespot_tui.archive.rows import Facts, MessageRow, Wishes, all_facts, changed_facts
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import (
    HistoryPage,
    MemberLeft,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessageUpdated,
)
from safespot_tui.domain.ids import ClientMessageId, Cursor, OriginClientId
from safespot_tui.domain.intent import MarkRead, OutboxItem, OutboxState, SendMessage, SetFlags
from safespot_tui.domain.text import safe_text
from safespot_tui.store.store import Store


def test_the_file_is_for_the_users_eyes_only(tmp_path):
    archive = Archive(tmp_path / "account" / "archive.sqlite3", OriginClientId("one"))
    archive.keep(Wishes(drafts=(Draft("c", "secreto"),)))
    kept = list((tmp_path / "account").glob("archive.sqlite3*"))
    assert {path.stat().st_mode & 0o077 for path in kept if path.suffix != ".windows"} == {0}
    assert len(kept) >= 3
    archive.close()


def item(make, sequence: int, content: str = "Hola", **fields) -> OutboxItem:
    intent = SendMessage(make.plaza, ClientMessageId(f"s-{sequence}"), safe_text(content))
    return OutboxItem(
        sequence,
        OriginClientId("one"),
        fields.pop("intent", intent),
        datetime(2026, 1, 1, tzinfo=UTC),
        **fields,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "account" / "archive.db"


def reopened(archive: Archive, path: Path) -> Archive:
    archive.close()
    return Archive(path, OriginClientId("again"))


def restored(archive: Archive) -> Store:
    store = Store()
    assert archive.contents is not None
    store.apply(archive.contents.restored)
    return store


def committed(archive: Archive, store: Store, *patches, cursor: str = "e.1", wishes=None) -> None:
    batch = store.apply(*patches)
    make_facts = all_facts if batch.reset else changed_facts
    facts = (
        all_facts(store, store.me, Cursor(cursor), reset=True)
        if make_facts is all_facts
        else changed_facts(store, store.me, Cursor(cursor), batch.keys)
    )
    archive.commit(facts, wishes or Wishes(settled=batch.settled))


def test_a_fresh_file_holds_nothing(path):
    archive = Archive(path, OriginClientId("one"))

    assert archive.contents is None
    assert archive.set_aside is None


def test_rows_and_cursor_come_back_together(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    last = make.message("last", 7)
    committed(archive, store, make.snapshot(last, read=5), cursor="e.41")

    archive = reopened(archive, path)

    assert archive.contents.cursor == "e.41"
    assert restored(archive).base_entities() == store.base_entities()
    assert restored(archive).unread(make.plaza) == 2


def test_what_another_window_writes_meanwhile_is_read_wholly_or_not_at_all(make, path, monkeypatch):
    archive, store = Archive(path, OriginClientId("one")), Store()
    first = make.message("a", 1)
    committed(archive, store, make.snapshot(first), cursor="e.1")
    before = store.base_entities()

    def decode_conversation(value: bytes):
        if meanwhile:  # once, in the middle of reading
            meanwhile.clear()
            committed(archive, store, MessageCreated(make.message("b", 2)), cursor="e.2")
        return codec.decode_conversation(value)

    meanwhile = [True]
    monkeypatch.setattr("safespot_tui.archive.contents.decode_conversation", decode_conversation)
    other = Archive(path, OriginClientId("two"))
    other.close()

    assert other.contents.cursor == "e.1"
    assert restored(other).base_entities() == before
    assert reopened(archive, path).contents.cursor == "e.2"


def test_only_what_changed_is_written(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    first, second = make.message("a", 1), make.message("b", 2)
    committed(archive, store, make.snapshot(first))
    batch = store.apply(MessageCreated(second))

    facts = changed_facts(store, store.me, Cursor("e.2"), batch.keys)

    assert [row.message.id for row in facts.messages] == [second.id]
    assert facts.users == ()
    archive.commit(facts)
    assert restored(reopened(archive, path)).base_message(second.id) == second


def test_a_settled_intent_goes_with_the_commit_of_what_it_became(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    committed(archive, store, make.snapshot())
    archive.keep(Wishes(items=(item(make, 1), item(make, 2))))

    committed(archive, store, MessageCreated(make.sent("s-1", 1)), wishes=Wishes(settled=(1,)))

    assert [i.sequence for i in reopened(archive, path).contents.restored.outbox] == [2]


def test_a_commit_that_fails_leaves_everything_as_it_was(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    committed(archive, store, make.snapshot(make.message("a", 1)), cursor="e.1")
    archive.keep(Wishes(items=(item(make, 1),)))
    broken = Facts(
        store.me,
        Cursor("e.2"),
        messages=(MessageRow(make.message("b", 2), False),),
        gone_members=((make.plaza, object()),),  # cannot be bound
    )

    with pytest.raises(TypeError):
        archive.commit(broken, Wishes(settled=(1,)))

    archive = reopened(archive, path)
    assert archive.contents.cursor == "e.1"
    assert [i.sequence for i in archive.contents.restored.outbox] == [1]


def test_a_killed_process_loses_nothing_that_was_kept(path):
    script = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Wishes, Facts
from safespot_tui.domain.intent import *
archive = Archive(Path(sys.argv[1]), "one")
archive.commit(Facts("u-ana", None))
for n in range(50):
    archive.keep(Wishes(items=(OutboxItem(n, "one", SendMessage("c", f"s-{n}", "x"),
                                          datetime(2026, 1, 1, tzinfo=UTC)),)))
os.kill(os.getpid(), 9)
"""
    killed = subprocess.run([sys.executable, "-c", script, str(path)], timeout=60, check=False)

    assert killed.returncode == -9
    contents = Archive(path, OriginClientId("two")).contents
    assert [i.sequence for i in contents.restored.outbox] == list(range(50))


def test_what_was_being_sent_is_queued_again(make, path):
    archive = Archive(path, OriginClientId("one"))
    archive.commit(Facts(make.me, None), Wishes(items=(item(make, 1, state=OutboxState.SENDING),)))

    (again,) = reopened(archive, path).contents.restored.outbox

    assert again.state is OutboxState.QUEUED


def test_every_kind_of_intent_comes_back_as_it_was(make, path):
    archive = Archive(path, OriginClientId("one"))
    items = (
        item(make, 1, content="¿Qué tal? 🧉"),
        item(make, 2, intent=MarkRead(make.plaza, make.message("a", 3).id, 3)),
        item(make, 3, intent=SetFlags(make.plaza, muted_until=None)),
        item(make, 4, state=OutboxState.FAILED, reason=safe_text("No.")),
    )
    archive.commit(Facts(make.me, None), Wishes(items=items))

    assert reopened(archive, path).contents.restored.outbox == items


def test_drafts_come_back_and_empty_ones_go(make, path):
    archive = Archive(path, OriginClientId("one"))
    archive.commit(
        Facts(make.me, None),
        Wishes(drafts=(Draft(make.plaza, "buenas"), Draft(make.dm, "hola"))),
    )
    archive.keep(Wishes(drafts=(Draft(make.dm, " "),)))

    assert reopened(archive, path).contents.restored.drafts == (Draft(make.plaza, "buenas"),)


def test_a_conversation_that_is_gone_takes_its_messages_along(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    committed(archive, store, make.snapshot(make.message("a", 1)))

    committed(archive, store, MemberLeft(make.plaza, make.me))

    archive = reopened(archive, path)
    entities = archive.contents.restored.entities
    assert (entities.conversations, entities.members, entities.messages) == ((), (), ())


def test_a_reset_forgets_history_but_not_what_the_user_wrote(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    old = make.messages(1, 3)
    committed(archive, store, make.snapshot(old[-1]))
    committed(archive, store, HistoryPage(make.plaza, tuple(old), False, False))
    archive.keep(Wishes(items=(item(make, 1),), drafts=(Draft(make.plaza, "x"),)))
    new = make.message("new", 9)

    committed(archive, store, make.snapshot(new, cursor="f.1"))

    archive = reopened(archive, path)
    assert archive.contents.restored.entities.messages == (new,)
    assert archive.page(make.plaza, new, 50) == HistoryPage(
        make.plaza, (), has_older=True, has_newer=False, before=new.id
    )
    assert len(archive.contents.restored.outbox) == len(archive.contents.restored.drafts) == 1


def test_a_message_that_is_only_stored_is_amended_there(make, path):
    archive, store = Archive(path, OriginClientId("one")), Store()
    old = make.messages(1, 3, revision=4)
    committed(archive, store, make.snapshot(old[-1]))
    committed(archive, store, HistoryPage(make.plaza, tuple(old), False, False))

    archive.commit(
        Facts(
            store.me,
            Cursor("e.9"),
            amendments=(
                MessageUpdated(old[0].id, make.plaza, MessageChanges(5, safe_text("otra cosa"))),
                MessageUpdated(old[1].id, make.plaza, MessageChanges(3, safe_text("vieja"))),
                MessageDeleted(make.message("unknown", 1).id, make.plaza, make.moment(), 1),
            ),
        )
    )

    page = archive.page(make.plaza, old[2], 50)
    assert [m.content for m in page.messages] == ["otra cosa", "00002"]


def test_a_full_disk_is_said_in_a_sentence_and_changes_nothing(make, path):
    archive = Archive(path, OriginClientId("one"))
    archive.commit(Facts(make.me, None))
    pages = archive._database.first("PRAGMA page_count")[0]
    archive._database.run(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(ArchiveUnwritable, match="disk is full"):
        archive.keep(Wishes(items=(item(make, 1, content="x" * 100_000),)))

    assert reopened(archive, path).contents.restored.outbox == ()


def test_a_file_that_cannot_be_made_is_said_in_a_sentence(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ArchiveUnwritable, match="cannot be written"):
        Archive(tmp_path / "file" / "archive.db", OriginClientId("one"))


def test_a_file_of_a_newer_version_is_left_alone(path):
    archive = Archive(path, OriginClientId("one"))
    archive._database.run("PRAGMA user_version = 99")
    archive.close()

    with pytest.raises(ArchiveTooNew):
        Archive(path, OriginClientId("two"))

    assert [p.name for p in path.parent.glob("*corrupt*")] == []


def test_sequences_of_windows_never_meet_and_later_ones_are_greater(path):
    one, two = Archive(path, OriginClientId("one")), Archive(path, OriginClientId("two"))
    one.close()
    three = reopened(two, path)

    firsts = [one.first_sequence, two.first_sequence, three.first_sequence]
    assert firsts == sorted(set(firsts))
