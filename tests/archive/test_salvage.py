# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportGeneralTypeIssues=false, reportOptionalMemberAccess=false
"""A damaged file is set aside, with what the user wrote saved from it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.errors import ArchiveDamaged
from safespot_tui.archive.rows import Facts, MessageRow, Wishes
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ClientMessageId, Cursor, OriginClientId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.text import safe_text

ONE = OriginClientId("one")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def kept(make, path) -> OutboxItem:
    archive = Archive(path, ONE)
    intent = SendMessage(make.plaza, ClientMessageId("s"), safe_text("Hola"))
    item = OutboxItem(archive.first_sequence, ONE, intent, datetime(2026, 1, 1, tzinfo=UTC))
    messages = make.messages(1, 500)
    archive.commit(
        Facts(
            make.me,
            Cursor("e.1"),
            conversations=(make.conversation(messages[-1]),),
            messages=tuple(MessageRow(m, False) for m in messages),
        ),
        Wishes(items=(item,), drafts=(Draft(make.plaza, "casi"),)),
    )
    archive._database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.close()
    return item


def wreck(path: Path, table: str) -> None:
    """Overwrite the root page of one table."""
    archive = Archive(path, ONE)
    (page,) = archive._database.first("SELECT rootpage FROM sqlite_master WHERE name = ?", table)
    (size,) = archive._database.first("PRAGMA page_size")
    archive._database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_a_file_that_is_no_database_is_set_aside(path):
    path.write_bytes(b"this is not SQLite at all" * 100)

    archive = Archive(path, ONE)

    assert archive.contents is None
    assert archive.set_aside.name.startswith("archive.db.corrupt-")
    assert archive.set_aside.read_bytes().startswith(b"this is not")


def test_intents_and_drafts_are_taken_out_of_a_damaged_file(path, kept, make):
    wreck(path, "conversations")

    archive = Archive(path, ONE)

    assert archive.set_aside is not None
    archive.commit(Facts(make.me, None))
    archive.close()
    restored = Archive(path, ONE).contents.restored
    assert restored.outbox == (kept,)
    assert restored.drafts == (Draft(make.plaza, "casi"),)
    assert restored.entities.conversations == ()


def test_damage_met_later_is_mended_at_the_next_start(path, kept, make):
    wreck(path, "messages_in_order")
    archive = Archive(path, ONE)
    assert archive.set_aside is None

    with pytest.raises(ArchiveDamaged, match="Restart"):
        archive.page(make.plaza, make.message("00499", 499), 50)
    archive.close()

    archive = Archive(path, ONE)
    assert archive.set_aside is not None
    archive.close()
    assert Archive(path, ONE).set_aside is None
