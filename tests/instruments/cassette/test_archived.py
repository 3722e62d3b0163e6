"""An archive goes into a cassette with all that was written, and comes out harmless."""

import sqlite3
from pathlib import Path

from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Wishes
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.text import SafeText
from safespot_tui.instruments.cassette.archived import packed, unpack
from tests.instruments.cassette.test_value import AT

CONVERSATION = ConversationId("c-1")
ITEM = OutboxItem(
    1,
    OriginClientId("window"),
    SendMessage(CONVERSATION, ClientMessageId("m"), SafeText("hola")),
    AT,
)


def outbox_in(path: Path) -> list[OutboxItem]:
    archive = Archive(path, OriginClientId("other"))
    try:
        with archive._transaction():  # pyright: ignore[reportPrivateUsage]
            archive._database.run("INSERT INTO account (one, me) VALUES (1, 'u-1')")  # pyright: ignore[reportPrivateUsage]
    finally:
        archive.close()
    again = Archive(path, OriginClientId("third"))
    again.close()
    assert again.contents is not None
    return list(again.contents.restored.outbox)


def test_what_is_only_in_the_log_beside_it_comes_along(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "a.db", OriginClientId("window"))
    archive.keep(Wishes(items=(ITEM,), drafts=(Draft(CONVERSATION, "a\tb"),)))
    taken = packed(tmp_path / "a.db")
    archive.close()
    unpack(taken, tmp_path / "b.db")
    assert outbox_in(tmp_path / "b.db") == [ITEM]


def test_nothing_was_there(tmp_path: Path) -> None:
    assert packed(tmp_path / "none.db") == b""


def test_what_a_stranger_put_into_it_is_harmless(tmp_path: Path) -> None:
    evil = structs.replace(ITEM.intent, content=SafeText("\x1b[2Jhola"))
    archive = Archive(tmp_path / "a.db", OriginClientId("window"))
    archive.keep(Wishes(items=(structs.replace(ITEM, intent=evil),)))
    archive.close()
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute(
            "CREATE TRIGGER evil AFTER INSERT ON windows BEGIN DELETE FROM outbox; END"
        )
    unpack(packed(tmp_path / "a.db"), tmp_path / "b.db")
    (item,) = outbox_in(tmp_path / "b.db")
    assert isinstance(item.intent, SendMessage)
    assert item.intent.content == "\u241b[2Jhola"
