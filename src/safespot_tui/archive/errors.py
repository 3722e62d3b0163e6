"""What can go wrong with the file of an account.

::

    ArchiveError
    ├── ArchiveUnwritable    the disk is full, the folder read-only, or another window hogs the file
    ├── ArchiveDamaged       the file is no database, or not a whole one
    └── ArchiveTooNew        a newer version of the program wrote it

`str()` of each is a sentence for the user.
"""

from collections.abc import Generator
from contextlib import contextmanager

import apsw

from safespot_tui.i18n import _

_UNWRITABLE = (
    apsw.BusyError,
    apsw.CantOpenError,
    apsw.FullError,
    apsw.IOError,
    apsw.LockedError,
    apsw.PermissionsError,
    apsw.ReadOnlyError,
)
_DAMAGED = (apsw.CorruptError, apsw.NotADBError)


class ArchiveError(Exception):
    """Base of all that the archive raises."""


class ArchiveUnwritable(ArchiveError):
    """Nothing was written."""


class ArchiveDamaged(ArchiveError):
    """What the file holds cannot be trusted."""


class ArchiveTooNew(ArchiveError):
    """The file has a schema that this version does not know."""


@contextmanager
def told_plainly() -> Generator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except apsw.FullError as error:
        raise ArchiveUnwritable(
            _("The disk is full, so nothing can be kept. Free some space and try again.")
        ) from error
    except _UNWRITABLE as error:
        raise ArchiveUnwritable(unwritable()) from error
    except _DAMAGED as error:
        raise ArchiveDamaged(
            _("The local copy of your messages is damaged. Restart to have it fetched again.")
        ) from error


def unwritable() -> str:
    """The sentence for a file or folder that cannot be written."""
    return _("Your messages cannot be written to disk. Check the data folder and try again.")
