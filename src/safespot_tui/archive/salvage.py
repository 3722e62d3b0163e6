"""A damaged file is set aside; what the user wrote is taken out of it as far as it can be read."""

import logging
from datetime import UTC, datetime
from pathlib import Path

import apsw
import msgspec

from safespot_tui.archive.codec import decode_case, decode_draft, decode_item
from safespot_tui.archive.database import Database
from safespot_tui.archive.rows import Wishes
from safespot_tui.domain.case import Case
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.intent import OutboxItem

_log = logging.getLogger(__name__)


def set_aside(path: Path) -> tuple[Path, Wishes]:
    """Rename the file at `path`; gives its new name, and what the user wrote that is in it."""
    aside = path.with_name(f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside, Wishes(
        items=tuple(item for value in _values(aside, "outbox") if (item := _item(value))),
        drafts=tuple(draft for value in _values(aside, "drafts") if (draft := _draft(value))),
        cases=tuple(case for value in _values(aside, "local_cases") if (case := _case(value))),
    )


def _values(path: Path, table: str) -> list[bytes]:
    """The readable values of a table, up to the first page that is not."""
    values: list[bytes] = []
    try:
        database = Database(path)
    except apsw.Error as error:
        _log.warning("nothing salvaged of %s: %s", table, type(error).__name__)
        return values
    try:
        for (value,) in database.rows(f"SELECT value FROM {table}"):  # noqa: S608 - ours
            values.append(value)
    except apsw.Error as error:
        _log.warning("not all of %s salvaged: %s", table, type(error).__name__)
    finally:
        database.close()
    return values


def _item(value: bytes) -> OutboxItem | None:
    try:
        return decode_item(value)
    except (msgspec.MsgspecError, TypeError):
        _log.warning("an intent could not be read")
        return None


def _draft(value: bytes) -> Draft | None:
    try:
        return decode_draft(value)
    except (msgspec.MsgspecError, TypeError):
        _log.warning("a draft could not be read")
        return None


def _case(value: bytes) -> Case | None:
    try:
        return decode_case(value)
    except (msgspec.MsgspecError, TypeError):
        _log.warning("a local case could not be read")
        return None
