"""Passwords that come from the old chat, as bcrypt hashes."""

import bcrypt
import pytest

from safespot_tui.server.auth.passwords import Passwords, is_old

LONG = "ñ" * 50
"""A hundred bytes, of which bcrypt reads 72."""


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return Passwords()


@pytest.mark.parametrize("password", ["perro1", "ñandú", LONG])
async def test_an_old_password_is_known(passwords: Passwords, password: str) -> None:
    kept = bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4)).decode()
    assert is_old(kept)
    assert await passwords.verify(kept, password)
    assert not await passwords.verify(kept, f"x{password}")


async def test_a_hash_that_is_none_lets_nobody_in(passwords: Passwords) -> None:
    assert not await passwords.verify("$2b$10$short", "perro1")
