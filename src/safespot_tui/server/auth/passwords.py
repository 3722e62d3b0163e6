"""Passwords, hashed with argon2id off the event loop.

Who comes from the old chat brings a bcrypt hash, until they first log in here.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

# The least that OWASP recommends: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_OLD = "$2"
"""What bcrypt's hashes begin with."""
_READ_BY_BCRYPT = 72
"""Bytes of a password; the old chat took longer ones, and looked at no more."""


def hash_password(password: str) -> str:
    """The hash to store. Takes tens of milliseconds of processor time."""
    return _HASHER.hash(password)


def is_old(password_hash: str) -> bool:
    """Whether it is the old chat's, to be replaced once its password is known to be right."""
    return password_hash.startswith(_OLD)


class Passwords:
    """Hashes and verifies on a small pool of threads: argon2 is slow on purpose."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        """The hash to store."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, hash_password, password)

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether it is the password; None, for an unknown account, is no and takes as long."""
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, self._verify, password_hash, password
        )

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()

    def _verify(self, password_hash: str | None, password: str) -> bool:
        if password_hash is not None and is_old(password_hash):
            return _is_right_of_old(password_hash, password)
        if self._nobodys is None:
            self._nobodys = hash_password("nobody's")
        try:
            _HASHER.verify(password_hash or self._nobodys, password)
        except VerifyMismatchError:
            return False
        return password_hash is not None


def _is_right_of_old(password_hash: str, password: str) -> bool:
    # Loaded for as long as there is anybody who has not been here yet.
    import bcrypt

    try:
        return bcrypt.checkpw(password.encode()[:_READ_BY_BCRYPT], password_hash.encode())
    except ValueError:
        return False
