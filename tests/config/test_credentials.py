"""Tokens go to the keyring, or to a private file where there is none, and to one server only."""

import subprocess
import sys
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError
from msgspec.structs import replace

from safespot_tui.config.credentials import Vault, delete_token, load_token, save_token
from safespot_tui.config.errors import BadProfile, ExposedSecret, KeyringRefused
from safespot_tui.config.locations import HOME_VARIABLE, credentials_path
from safespot_tui.config.profiles import Profile

ANA = Profile(name="ana", server="https://one.example", email="a@b", user_id="u", alias="Ana")


class Memory(KeyringBackend):
    """A keyring that works."""

    priority = 1  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Locked(Memory):
    """A keyring that the user does not unlock."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed\x1b[31m")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("dismissed\x1b[31m")


@pytest.fixture
def use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Use a keyring, with everything else in a folder of the test's."""
    monkeypatch.delenv(HOME_VARIABLE, raising=False)
    monkeypatch.setattr(
        "safespot_tui.config.credentials.credentials_path",
        lambda name: tmp_path / "credentials" / f"{name}.json",  # pyright: ignore[reportUnknownLambdaType]
    )
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def test_a_token_goes_to_the_keyring_and_comes_back(use, tmp_path: Path):
    memory = Memory()
    use(memory)
    assert load_token(ANA) is None
    assert save_token(ANA, "t1") is Vault.KEYRING
    assert load_token(ANA) == "t1"
    assert list(memory.kept.values()) == ["t1"]
    assert not (tmp_path / "credentials").exists()
    delete_token(ANA)
    delete_token(ANA)
    assert load_token(ANA) is None
    assert memory.kept == {}


@pytest.mark.parametrize("none", [fail.Keyring, null.Keyring])
def test_without_a_keyring_a_private_file_holds_it(use, none: type[KeyringBackend], tmp_path: Path):
    use(none())
    assert load_token(ANA) is None
    assert save_token(ANA, "t1") is Vault.FILE
    assert load_token(ANA) == "t1"
    path = tmp_path / "credentials" / "ana.json"
    assert path.stat().st_mode & 0o777 == 0o600
    delete_token(ANA)
    assert not path.exists()
    assert load_token(ANA) is None


@pytest.mark.parametrize("vault", Vault)
def test_a_secret_of_several_parts_comes_back_letter_by_letter(use, vault: Vault):
    secret = '{"token":"' + "eyJ.é" * 400 + '","signature":"' + "0f" * 32 + '"}'
    use(Memory() if vault is Vault.KEYRING else null.Keyring())
    assert save_token(ANA, secret) is vault
    assert load_token(ANA) == secret


def test_an_own_home_uses_no_keyring(home: Path):
    memory, before = Memory(), keyring.get_keyring()
    keyring.set_keyring(memory)
    try:
        assert save_token(ANA, "t1") is Vault.FILE
        assert load_token(ANA) == "t1"
        assert credentials_path("ana").is_relative_to(home)
        assert memory.kept == {}
        delete_token(ANA)
        assert load_token(ANA) is None
    finally:
        keyring.set_keyring(before)


def test_the_newer_token_wins_when_a_keyring_comes_or_goes(use):
    memory = Memory()
    use(memory)
    save_token(ANA, "old")
    use(fail.Keyring())
    save_token(ANA, "newer")
    use(memory)
    assert load_token(ANA) == "newer"
    save_token(ANA, "newest")
    assert load_token(ANA) == "newest"
    use(fail.Keyring())
    assert load_token(ANA) is None


@pytest.mark.parametrize("backend", [Memory, fail.Keyring])
def test_a_token_is_for_one_server_only(use, backend: type[KeyringBackend]):
    use(backend())
    save_token(ANA, "t1")
    assert load_token(replace(ANA, server="https://two.example")) is None
    assert load_token(replace(ANA, name="beto")) is None


def test_a_keyring_that_refuses_is_named(use):
    use(Locked())
    for call in (lambda: save_token(ANA, "t1"), lambda: load_token(ANA), lambda: delete_token(ANA)):
        with pytest.raises(KeyringRefused, match="Unlock it and try again") as refused:
            call()
        assert "dismissed" in refused.value.reason
        assert refused.value.reason.isprintable()


def test_an_exposed_file_is_refused(home: Path):
    save_token(ANA, "t1")
    credentials_path("ana").chmod(0o644)
    with pytest.raises(ExposedSecret):
        load_token(ANA)


@pytest.mark.parametrize("content", [b"", b"t1", b"{}", b"\xff"])
def test_a_file_that_holds_no_secret_is_as_good_as_none(home: Path, content: bytes):
    save_token(ANA, "t1")
    credentials_path("ana").write_bytes(content)
    assert load_token(ANA) is None


def test_a_name_cannot_lead_elsewhere(home: Path):
    for call in (load_token, delete_token, lambda profile: save_token(profile, "t1")):
        with pytest.raises(BadProfile):
            call(replace(ANA, name="../ana"))


def test_a_file_is_read_without_importing_keyring(home: Path):
    code = (
        "import sys\n"
        "from safespot_tui.config.credentials import load_token, save_token\n"
        "from safespot_tui.config.profiles import Profile\n"
        "p = Profile(name='a', server='s', email='e', user_id='u', alias='a')\n"
        "save_token(p, 't')\n"
        "print(load_token(p), 'keyring' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "t False"
