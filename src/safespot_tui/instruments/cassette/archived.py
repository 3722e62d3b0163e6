"""An archive in a cassette: the file as it was before the client opened it."""

import logging
import zlib
from pathlib import Path
from typing import Any

import apsw
import msgspec

from safespot_tui.archive.schema import connect
from safespot_tui.instruments.cassette.harmless import harmless

MOST_BYTES = 2 * 1024**3
"""Of an archive. What would be larger was made to fill a disk."""

_OWN_WORDS = "drafts"
"""The table whose texts are kept exactly as typed; no stranger wrote them."""

_PROGRAMS = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
"""Those that are not the archive's own would do something behind its back."""

_TABLES = (
    "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
    " WHERE m.type = 'table' AND c.name = 'value' AND m.name <> ?"
)

_log = logging.getLogger(__name__)


def packed(path: Path) -> bytes:
    """A file of SQLite with what is in the log beside it; nothing if there is none."""
    if not path.exists():
        return b""
    try:
        connection: Any = apsw.Connection(str(path))
        try:
            return zlib.compress(connection.serialize("main"))
        finally:
            connection.close()
    except apsw.Error as error:
        # It is set aside when it is opened, and a fresh one begun.
        _log.warning("the archive could not be copied: %s", type(error).__name__)
        return b""


def unpack(archive: bytes, path: Path) -> None:
    """Make the file again, harmless. Raises `apsw.Error`, `zlib.error`, an `ArchiveError`."""
    path.write_bytes(zlib.decompressobj().decompress(archive, MOST_BYTES))
    fresh = connect(path.with_name("fresh.db"))
    own = set(fresh.rows(_PROGRAMS))
    fresh.close()
    database = connect(path)
    try:
        for kind, name, sql in list(database.rows(_PROGRAMS)):
            if (kind, name, sql) not in own:
                database.run(f"DROP {kind} {_quoted(name)}")
        database.offer("harmless", _harmless)
        for (table,) in list(database.rows(_TABLES, _OWN_WORDS)):
            database.run(
                f"UPDATE {_quoted(table)} SET value = harmless(value)"  # noqa: S608 - it is quoted
                " WHERE value <> harmless(value)"
            )
    finally:
        database.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _harmless(value: Any) -> Any:
    if not isinstance(value, bytes):
        return value
    try:
        told = msgspec.msgpack.decode(value)
    except msgspec.MsgspecError:
        return value
    safe = harmless(told)
    return value if safe == told else msgspec.msgpack.encode(safe)
