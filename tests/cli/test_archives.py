from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.cli.archives import claim_archive
from safespot_tui.config.profiles import Profile

SOFIA = Profile("default", "https://a.example", "s@a.example", "user-1", "Sofía")
MARTA = Profile("default", "https://a.example", "m@a.example", "user-2", "Marta")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    return tmp_path


def test_another_account_of_the_same_profile_starts_empty_and_the_first_comes_back():
    claim_archive(SOFIA).write_text("what Sofía has not sent yet")
    assert not claim_archive(MARTA).exists()
    claim_archive(MARTA).write_text("Marta's")
    assert claim_archive(SOFIA).read_text() == "what Sofía has not sent yet"
    assert claim_archive(MARTA).read_text() == "Marta's"


def test_the_same_user_id_on_another_server_is_somebody_else():
    claim_archive(SOFIA).write_text("secret")
    assert not claim_archive(structs.replace(SOFIA, server="https://b.example")).exists()


def test_an_archive_without_a_mark_is_kept():
    path = claim_archive(SOFIA)
    path.write_text("old")
    path.with_name("account").unlink()
    assert claim_archive(SOFIA).read_text() == "old"


@pytest.mark.parametrize("user_id", ["../../etc", "", "ñ", "a/b"])
def test_what_the_server_calls_a_user_is_no_path(home: Path, user_id: str):
    claim_archive(SOFIA)
    path = claim_archive(structs.replace(SOFIA, user_id=user_id))
    claim_archive(SOFIA)
    folders = {each.parent for each in (path, *(home / "data" / "accounts").glob("*/account"))}
    assert all(folder.parent == home / "data" / "accounts" for folder in folders)
