"""Which local archive belongs to whom."""

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
    before = mark.read_text(encoding="utf-8") if mark.exists() else account
    if before != account:
        folder.rename(_shelf(folder, before))
    if not folder.exists() and _shelf(folder, account).exists():
        _shelf(folder, account).rename(folder)
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        mark.write_text(account, encoding="utf-8")
    return path


def _account(profile: Profile) -> str:
    """Who the archive belongs to."""
    return f"{profile.server} {profile.user_id}"


def _shelf(folder: Path, account: str) -> Path:
    """Where an account's folder waits: no profile has a dot in its name."""
    import hashlib  # 3 ms that the start does without

    return folder.with_name(f"{folder.name}.{hashlib.sha256(account.encode()).hexdigest()[:16]}")
