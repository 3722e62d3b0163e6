"""What a file says at one moment, read without leaving a trace in it."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from safespot_tui.archive.contents import (
    Contents,
    read_all,
    read_contents,
    read_local_cases,
    read_page,
)
from safespot_tui.archive.database import Database
from safespot_tui.archive.errors import ArchiveDamaged, told_plainly
from safespot_tui.archive.revisions import read_all_revisions
from safespot_tui.archive.schema import MIGRATIONS, version_of
from safespot_tui.domain.case import Case
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision

ResultT = TypeVar("ResultT")


class Extract(Struct, frozen=True):
    """All that a start needs, and what is just before the newest message of each conversation."""

    contents: Contents
    pages: tuple[HistoryPage, ...]


def read_extract(path: Path, messages: int) -> Extract | None:
    """What the file at `path` says, with at most so many `messages` before each newest one.

    None where nothing is to be read yet: there is no file, no server has ever been spoken to, or
    the file is of another version, which the next start changes. Raises `ArchiveError`.
    """
    return _opened(path, lambda database: _read(database, messages))


def read_stored(path: Path, conversation_id: ConversationId) -> Sequence[Message]:
    """All that the file at `path` has of a conversation, in order, whatever may be missing between.

    Nothing where `read_extract` has nothing. Raises `ArchiveError`.
    """
    return _opened(path, lambda database: read_all(database, conversation_id)) or ()


def read_kept_cases(path: Path) -> Sequence[Case]:
    """What the user made of cases that no server keeps.

    Nothing where `read_extract` has nothing. Raises `ArchiveError`.
    """
    return _opened(path, read_local_cases) or ()


def read_earlier(
    path: Path, conversation_id: ConversationId
) -> Mapping[MessageId, Sequence[Revision]]:
    """What messages of a conversation said before, oldest first, as far as it is kept.

    What they say now may be among it. Nothing where `read_extract` has nothing. Raises
    `ArchiveError`.
    """
    return _opened(path, lambda database: read_all_revisions(database, conversation_id)) or {}


@contextmanager
def opened(path: Path) -> Generator[Database | None]:
    """A file of this version, at one moment; None where there is no such file.

    Raises `ArchiveError`, also for what goes wrong inside.
    """
    if not path.exists():
        yield None
        return
    with told_plainly():
        database = Database(path)
        try:
            with database.snapshot():
                yield database if version_of(database) == len(MIGRATIONS) else None
        except msgspec.MsgspecError as error:
            raise ArchiveDamaged from error
        finally:
            database.close()


def _opened(path: Path, read: Callable[[Database], ResultT]) -> ResultT | None:
    with opened(path) as database:
        return None if database is None else read(database)


def _read(database: Database, messages: int) -> Extract | None:
    contents = read_contents(database)
    if contents is None:
        return None
    newest = contents.restored.entities.messages
    return Extract(
        contents,
        tuple(read_page(database, one.conversation_id, one, messages) for one in newest),
    )
