"""Where things are kept on this machine.

`SAFESPOT_TUI_HOME` puts everything under one folder, for a portable copy, a demo or a test.
"""

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platformdirs import PlatformDirs

HOME_VARIABLE = "SAFESPOT_TUI_HOME"
APP_NAME = "safespot-tui"


def own_home() -> Path | None:
    """The folder that overrides all the others, if one is set."""
    home = os.environ.get(HOME_VARIABLE)
    return Path(home).expanduser().absolute() if home else None


def config_dir() -> Path:
    """Settings and profiles."""
    return _under(own_home(), "config") or Path(_platform().user_config_dir)


def data_dir() -> Path:
    """What cannot be fetched again: archives with what is still to be sent, secrets."""
    return _under(own_home(), "data") or Path(_platform().user_data_dir)


def cache_dir() -> Path:
    """What can be fetched again."""
    return _under(own_home(), "cache") or Path(_platform().user_cache_dir)


def log_dir() -> Path:
    """Logs."""
    return _under(own_home(), "log") or Path(_platform().user_log_dir)


def settings_path() -> Path:
    """The file that the user edits."""
    return config_dir() / "config.toml"


def profiles_dir() -> Path:
    """One file a profile."""
    return config_dir() / "profiles"


def archive_path(profile_name: str) -> Path:
    """The local archive of a profile's account."""
    return data_dir() / "accounts" / profile_name / "archive.sqlite3"


def credentials_path(profile_name: str) -> Path:
    """The secret of a profile, where there is no keyring."""
    return data_dir() / "credentials" / f"{profile_name}.json"


def _under(home: Path | None, name: str) -> Path | None:
    return home / name if home else None


@cache
def _platform() -> "PlatformDirs":
    from platformdirs import PlatformDirs  # 20 ms that an own home does without

    return PlatformDirs(APP_NAME, appauthor=False)
