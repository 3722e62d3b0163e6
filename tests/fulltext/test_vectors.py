"""A search finds the same in the archive and on the server."""

import contextlib

import pytest
from sqlalchemy import Connection, insert

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, MessageRow
from safespot_tui.domain.ids import Cursor, OriginClientId
from safespot_tui.server.engines import database_for
from safespot_tui.server.schema import conversations, members, messages, users
from tests.fulltext.vectors import ANA, BEGINNING, BETO, CASES, DM, PLAZA, asked, written


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("account") / "archive.db", OriginClientId("one"))
    rows = tuple(MessageRow(message, gap_before=False) for message in written())
    archive.commit(Facts(ANA, Cursor("e.1"), messages=rows))
    return archive


def fill(connection: Connection) -> None:
    """The rows as the server has them."""
    for user_id in (ANA, BETO):
        connection.execute(
            insert(users).values(id=user_id, alias=user_id, alias_key=user_id, created_at=BEGINNING)
        )
    for conversation_id in (PLAZA, DM):
        connection.execute(
            insert(conversations).values(
                id=conversation_id,
                type="group",
                metadata={},
                created_at=BEGINNING,
                active_at=BEGINNING,
                head_position=0,
            )
        )
        connection.execute(
            insert(members).values(
                conversation_id=conversation_id,
                user_id=ANA,
                role="member",
                joined_at=BEGINNING,
                read_position=0,
                delivered_position=0,
            )
        )
    for message in written():
        connection.execute(
            insert(messages).values(
                id=message.id,
                conversation_id=message.conversation_id,
                sender_id=message.sender_id,
                # The server has the words of an image there, and its address elsewhere.
                content=message.caption or message.content,
                type=message.type,
                created_at=message.created_at,
                deleted_at=message.deleted_at,
                position=message.position,
                revision=1,
            )
        )


@pytest.mark.parametrize("typed", CASES)
def test_what_the_archive_finds(archive: Archive, typed: str) -> None:
    found = archive.find(asked(typed), None, 50)

    assert [message.id for message in found.messages] == CASES[typed]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_what_the_server_finds(engine: str, request: pytest.FixtureRequest) -> None:
    with contextlib.ExitStack() as stack:
        url = "sqlite://"
        if engine == "postgresql":
            url = stack.enter_context(request.getfixturevalue("postgres").database())
        database = database_for(url)
        await database.open()
        await database.write(database.search_index.prepare)
        await database.write(fill)

        def find(connection: Connection) -> dict[str, list[str]]:
            index = database.search_index
            return {
                typed: list(index.find(connection, ANA, asked(typed), None, 50).message_ids)
                for typed in CASES
            }

        assert await database.read(find) == CASES
        await database.close()
