"""Which local archive belongs to whom."""

import hashlib
from pathlib import Path

from safespot_tui.config.locations import archive_path
from safespot_tui.config.profiles import Profile

_MARK = "account"


def claim_archive(profile: Profile) -> Path:
    """The path of the archive of the profile's account, whose folder is made if need be.

    A profile may be logged in to another account than before. What the old account has stored,
    above all what it has not sent yet, is put aside, and is back when it logs in again.
    Raises `OSError`.
    """
    path = archive_path(profile.name)
    folder, account = path.parent, _account(profile)
    mark = folder / _MARK
    before = mark.read_text(encoding="ascii") if mark.exists() else account
    if before != account:
        folder.rename(_shelf(folder, before))
    if not folder.exists() and _shelf(folder, account).exists():
        _shelf(folder, account).rename(folder)
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text(account, encoding="ascii")
    return path


def _account(profile: Profile) -> str:
    """A name for the account that can be part of a path, whatever the server calls it."""
    return hashlib.sha256(f"{profile.server} {profile.user_id}".encode()).hexdigest()[:16]


def _shelf(folder: Path, account: str) -> Path:
    # No profile has a dot in its name.
    return folder.with_name(f"{folder.name}.{account}")
