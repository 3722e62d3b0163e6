# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false, reportOptionalSubscript=false
"""The index of the archive is true whatever is written, and comes to files that had none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.codec import encode, microseconds
from safespot_tui.archive.database import Database
from safespot_tui.archive.rows import Facts, MessageRow
from safespot_tui.archive.schema import MIGRATIONS, migrate
from safespot_tui.domain.event import MessageChanges, MessageDeleted, MessageUpdated
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.domain.message import Message
from safespot_tui.domain.search import Found, MessageSearch, terms_of
from safespot_tui.fulltext import backlog
from safespot_tui.fulltext.tables import MOST_IN_A_MICROSECOND

CURSOR = Cursor("e.1")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Archive:
    return Archive(path, OriginClientId("one"))


def facts(make, *messages: Message, **fields) -> Facts:
    rows = tuple(MessageRow(message, gap_before=False) for message in messages)
    return Facts(make.me, CURSOR, messages=rows, **fields)


def found(archive: Archive, typed: str, cursor=None, limit: int = 50) -> list[str]:
    return [m.id for m in archive.find(MessageSearch(terms_of(typed)), cursor, limit).messages]


def test_an_edit_is_found_by_its_new_words_only(make, archive):
    old = make.message("one", 1, content="tengo un perro")
    archive.commit(facts(make, old))
    changes = MessageChanges(revision=2, content="tengo un gato")

    archive.commit(facts(make, amendments=(MessageUpdated(old.id, old.conversation_id, changes),)))

    assert (found(archive, "perro"), found(archive, "gato")) == ([], ["m-one"])


def test_what_was_deleted_is_not_found(make, archive):
    message = make.message("one", 1, content="secreto")
    archive.commit(facts(make, message))
    gone = MessageDeleted(message.id, message.conversation_id, make.moment(), 2)

    archive.commit(facts(make, amendments=(gone,)))

    assert found(archive, "secreto") == []


def test_a_conversation_that_was_left_is_not_found(make, archive):
    archive.commit(facts(make, make.message("one", 1, content="perro")))
    archive.commit(facts(make, make.message("two", 1, content="perro", conversation_id=make.dm)))

    archive.commit(facts(make, gone_conversations=(make.plaza,)))

    assert found(archive, "perro") == ["m-two"]


def test_after_a_reset_only_what_came_since_is_found(make, archive):
    archive.commit(facts(make, *make.messages(1, 50, content="perro")))

    conversations = (make.conversation(),)
    again = make.message("again", 51, content="perro")
    archive.commit(facts(make, again, conversations=conversations, whole=True, reset=True))

    assert found(archive, "perro") == ["m-again"]


def test_pages_follow_each_other_without_overlap(make, archive):
    messages = make.messages(1, 7, content="perro")
    archive.commit(facts(make, *reversed(messages)))
    search = MessageSearch(terms_of("perro"))
    pages: list[list[int]] = []
    cursor = None
    while True:
        page = archive.find(search, cursor, 3)
        pages.append([message.position for message in page.messages])
        cursor = page.next
        if cursor is None:
            break

    assert pages == [[7, 6, 5], [4, 3, 2], [1]]


def test_messages_of_one_moment_are_all_found_once(make, archive):
    moment = make.moment()
    messages = make.messages(1, 40, content="perro", created_at=moment)
    archive.commit(facts(make, *messages))

    assert sorted(found(archive, "perro")) == [message.id for message in messages]


def test_times_that_cannot_be_are_stored_and_found(make, archive):
    late = make.message("late", 1, content="perro", created_at=datetime(8999, 1, 1, tzinfo=UTC))
    early = make.message("early", 2, content="perro", created_at=datetime(1970, 1, 1, tzinfo=UTC))
    moment = make.moment()
    crowd = make.messages(3, 1100, content="crowd", created_at=moment)
    after = make.message("after", 9, content="crowd", created_at=moment + timedelta(microseconds=1))

    archive.commit(facts(make, late, early, after, *crowd))

    assert found(archive, "perro") == ["m-late", "m-early"]
    # More in a microsecond than there is room for: stored, though the last of them are not found.
    crowded = found(archive, "crowd", limit=2000)
    assert crowded[0] == "m-after"
    assert MOST_IN_A_MICROSECOND < len(crowded) < len(crowd)


def before_the_index(path: Path, make, *messages: Message) -> None:
    database = Database(path)
    migrate(database, MIGRATIONS[:1])
    with database.transaction():
        for message in messages:
            database.run(
                "INSERT INTO messages VALUES (?, ?, ?, 0, ?)",
                message.id,
                message.conversation_id,
                microseconds(message.created_at),
                encode(message),
            )
    database.close()


def test_a_file_without_an_index_gets_one_batch_by_batch(make, path):
    messages = make.messages(1, 2 * backlog.BATCH + 10, content="perro")
    before_the_index(path, make, *messages)

    archive = Archive(path, OriginClientId("one"))

    search = MessageSearch(terms_of("perro"))
    assert archive.find(search, None, 50) == Found(is_whole=False)
    assert archive.index_some()
    first = archive.find(search, None, 10_000)
    assert (len(first.messages), first.is_whole) == (backlog.BATCH, False)
    assert first.messages[0] == messages[-1]

    archive.close()
    archive = Archive(path, OriginClientId("two"))
    while archive.index_some():
        pass

    whole = archive.find(search, None, 10_000)
    assert (list(whole.messages), whole.is_whole) == (messages[::-1], True)


def test_what_changes_before_its_turn_is_indexed_once_and_right(make, path):
    edited = make.message("edited", 1, content="perro")
    deleted = make.message("deleted", 2, content="perro")
    again = make.message("again", 3, content="perro")
    before_the_index(path, make, edited, deleted, again)
    archive = Archive(path, OriginClientId("one"))

    changes = MessageChanges(revision=2, content="gato")
    archive.commit(
        facts(
            make,
            again,
            make.message("new", 4, content="perro"),
            amendments=(
                MessageUpdated(edited.id, make.plaza, changes),
                MessageDeleted(deleted.id, make.plaza, make.moment(), 2),
            ),
        )
    )
    while archive.index_some():
        pass

    assert (found(archive, "perro"), found(archive, "gato")) == (["m-new", "m-again"], ["m-edited"])


def test_the_index_is_smaller_than_what_it_finds(make, archive, path):
    words = [f"palabra{n:03} que se repite" for n in range(400)]
    messages = [
        make.message(f"{n:05}", n, content=" ".join(words[n % 400 :][:12])) for n in range(2000)
    ]
    archive.commit(facts(make, *messages))
    archive.close()

    def size(names: str) -> int:
        query = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE ?"
        return int(Database(path).first(query, names)[0])

    assert 0 < size("search%") + size("sqlite_autoindex_search%") < size("messages%")
