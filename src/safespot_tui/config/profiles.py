"""Profiles: accounts that this machine knows, without their secrets."""

import re
from pathlib import Path

import msgspec

from safespot_tui.config.errors import BadProfile
from safespot_tui.config.locations import profiles_dir
from safespot_tui.config.private_file import write_private
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

DEFAULT_PROFILE = "default"
MAX_NAME_CHARACTERS = 40

_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{MAX_NAME_CHARACTERS - 1}}}")


class Profile(msgspec.Struct, frozen=True):
    """One account on one server."""

    name: str
    server: str
    """Its base URL."""
    email: str
    """Empty for who is here without an account."""
    user_id: str
    alias: str
    """As it was at the last log-in: what to show before the archive is open. Empty without one."""
    dialect: str = "global-chat"
    insecure: bool = False
    """Whether the user allowed http:// to another machine."""
    staging: bool = False
    """Whether the server is one to test with, which may be loaded and disturbed."""


def valid_name(name: str) -> str:
    """`name`, if it can be a profile's: it is part of file names. Raises `BadProfile`."""
    if not _NAME.fullmatch(name):
        raise BadProfile(
            _(
                "“{name}” cannot be the name of a profile. "
                "Use up to {limit} small letters, digits, “-” and “_”, a letter or digit first."
            ).format(name=safe_line(name), limit=MAX_NAME_CHARACTERS)
        )
    return name


def load_profile(name: str) -> Profile | None:
    """The profile called `name`; None if there is none. Raises `BadProfile`."""
    path = _path(name)
    try:
        profile = msgspec.json.decode(path.read_bytes(), type=Profile)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise _unreadable(path) from None
    if profile.name != name:
        raise _unreadable(path)
    return profile


def save_profile(profile: Profile) -> None:
    """Keep `profile` in place of any other of its name. Raises `BadProfile`, `OSError`."""
    content = msgspec.json.format(msgspec.json.encode(profile), indent=2)
    write_private(_path(profile.name), content + b"\n")


def list_profiles() -> list[Profile]:
    """All profiles, by name. Raises `BadProfile`."""
    names = sorted(
        path.stem for path in profiles_dir().glob("*.json") if _NAME.fullmatch(path.stem)
    )
    return [profile for name in names if (profile := load_profile(name))]


def remove_profile(name: str) -> None:
    """Forget a profile, if there is one. Its archive and its secret are not touched."""
    _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return profiles_dir() / f"{valid_name(name)}.json"


def _unreadable(path: Path) -> BadProfile:
    return BadProfile(
        _("{path} cannot be read as a profile. Delete it and log in again.").format(
            path=safe_line(str(path))
        )
    )
