"""What a file says at one moment, read without leaving a trace in it."""

from pathlib import Path

import msgspec
from msgspec import Struct

from safespot_tui.archive.contents import Contents, read_contents, read_page
from safespot_tui.archive.database import Database
from safespot_tui.archive.errors import ArchiveDamaged, told_plainly
from safespot_tui.archive.schema import MIGRATIONS, version_of
from safespot_tui.domain.event import HistoryPage


class Extract(Struct, frozen=True):
    """All that a start needs, and what is just before the newest message of each conversation."""

    contents: Contents
    pages: tuple[HistoryPage, ...]


def read_extract(path: Path, messages: int) -> Extract | None:
    """What the file at `path` says, with at most so many `messages` before each newest one.

    None where nothing is to be read yet: there is no file, no server has ever been spoken to, or
    the file is of another version, which the next start changes. Raises `ArchiveError`.
    """
    if not path.exists():
        return None
    with told_plainly():
        database = Database(path)
        try:
            with database.snapshot():
                return _read(database, messages)
        except msgspec.MsgspecError as error:
            raise ArchiveDamaged from error
        finally:
            database.close()


def _read(database: Database, messages: int) -> Extract | None:
    contents = read_contents(database) if version_of(database) == len(MIGRATIONS) else None
    if contents is None:
        return None
    newest = contents.restored.entities.messages
    return Extract(
        contents,
        tuple(read_page(database, one.conversation_id, one, messages) for one in newest),
    )
