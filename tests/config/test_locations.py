"""Where things are, with and without a folder of one's own."""

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from safespot_tui.config import locations

EVERYWHERE = (
    locations.config_dir,
    locations.data_dir,
    locations.cache_dir,
    locations.log_dir,
    locations.settings_path,
    locations.profiles_dir,
    lambda: locations.archive_path("ana"),
    lambda: locations.credentials_path("ana"),
)


def test_an_own_home_holds_everything_apart(home: Path):
    paths = [where() for where in EVERYWHERE]
    assert all(path.is_relative_to(home) for path in paths)
    assert len(set(paths)) == len(paths)


def test_an_own_home_may_be_relative_and_is_fixed_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(locations.HOME_VARIABLE, "here")
    assert locations.data_dir() == tmp_path / "here" / "data"


@pytest.mark.parametrize("value", [None, ""])
def test_without_one_the_platform_decides(value: str | None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(locations.HOME_VARIABLE, raising=False)
    if value is not None:
        monkeypatch.setenv(locations.HOME_VARIABLE, value)
    assert locations.own_home() is None
    assert locations.config_dir() == platformdirs.user_config_path("safespot-tui", False)
    assert locations.data_dir() == platformdirs.user_data_path("safespot-tui", False)
    assert locations.cache_dir() == platformdirs.user_cache_path("safespot-tui", False)
    assert locations.log_dir() == platformdirs.user_log_path("safespot-tui", False)


def test_profiles_do_not_share_an_archive(home: Path):
    assert locations.archive_path("a") != locations.archive_path("b")


def test_the_way_to_the_first_paint_is_light():
    """None of these knows HTTP, models or keyrings."""
    code = (
        "import sys\n"
        "from safespot_tui.config import credentials, locations, profiles, settings\n"
        "print({'httpx', 'pydantic', 'keyring', 'asyncio', 'platformdirs'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
