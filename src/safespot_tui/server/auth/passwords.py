"""Passwords, hashed with argon2id off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

# The least that OWASP recommends: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_password(password: str) -> str:
    """The hash to store. Takes tens of milliseconds of processor time."""
    return _HASHER.hash(password)


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
        if self._nobodys is None:
            self._nobodys = hash_password("nobody's")
        try:
            _HASHER.verify(password_hash or self._nobodys, password)
        except VerifyMismatchError:
            return False
        return password_hash is not None
