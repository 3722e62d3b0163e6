"""The token of a profile: in the system keyring, or where there is none in a private file.

A token is kept with the server it is for. A profile that was pointed at another server finds none,
and so never sends it there. A keyring may take its time, or ask the user: call from a thread.
"""

from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from typing import Protocol, cast

import msgspec

from safespot_tui.config.errors import KeyringRefused
from safespot_tui.config.locations import credentials_path, own_home
from safespot_tui.config.private_file import read_private, write_private
from safespot_tui.config.profiles import Profile, valid_name
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

SERVICE = "safespot-tui"


class Vault(StrEnum):
    """Where a token was put."""

    KEYRING = "keyring"
    FILE = "file"


class _Secret(msgspec.Struct, frozen=True):
    server: str
    token: str


class _Keyring(Protocol):
    """What is used of a backend, typed, which keyring itself leaves undone."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def save_token(profile: Profile, token: str) -> Vault:
    """Keep `token` in place of an older one; says where. Raises `KeyringRefused`, `OSError`."""
    path = credentials_path(valid_name(profile.name))
    keyring = _keyring()
    if keyring is None:
        write_private(path, msgspec.json.encode(_Secret(server=profile.server, token=token)))
        return Vault.FILE
    with _refusals_in_our_words():
        keyring.set_password(SERVICE, _account(profile), token)
    path.unlink(missing_ok=True)
    return Vault.KEYRING


def load_token(profile: Profile) -> str | None:
    """The token; None if there is none. Raises `KeyringRefused`, `ExposedSecret`.

    A file goes first: it is there only if it is the newer, and needs no keyring to be imported.
    """
    content = read_private(credentials_path(valid_name(profile.name)))
    if content is not None:
        return _from_file(content, profile)
    keyring = _keyring()
    if keyring is None:
        return None
    with _refusals_in_our_words():
        return keyring.get_password(SERVICE, _account(profile))


def delete_token(profile: Profile) -> None:
    """Forget the token, wherever it is. Raises `KeyringRefused`, `OSError`."""
    credentials_path(valid_name(profile.name)).unlink(missing_ok=True)
    keyring = _keyring()
    if keyring is None:
        return
    with _refusals_in_our_words():
        if keyring.get_password(SERVICE, _account(profile)) is not None:
            keyring.delete_password(SERVICE, _account(profile))


def _from_file(content: bytes, profile: Profile) -> str | None:
    """A file that is no secret, or another server's, is as good as none: the user logs in again."""
    try:
        secret = msgspec.json.decode(content, type=_Secret)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return secret.token if secret.server == profile.server else None


def _account(profile: Profile) -> str:
    return f"{profile.name} {profile.server}"


def _keyring() -> _Keyring | None:
    """The system's keyring; None without one, or where everything is to stay in one folder."""
    if own_home():
        return None
    import keyring
    from keyring.backends import fail, null

    with _refusals_in_our_words():
        backend = keyring.get_keyring()
    return None if isinstance(backend, fail.Keyring | null.Keyring) else cast("_Keyring", backend)


@contextmanager
def _refusals_in_our_words() -> Generator[None]:
    try:
        yield
    except Exception as error:  # a backend is somebody's plug-in and may raise whatever it likes
        raise KeyringRefused(
            _(
                "The system keyring did not do its part ({error}). Unlock it and try again, or set "
                "PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring to do without one."
            ).format(error=safe_line(str(error) or type(error).__name__))
        ) from error
