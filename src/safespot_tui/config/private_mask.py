"""What the program makes is for the user alone, whatever mask it was started under."""

import os
from collections.abc import Generator
from contextlib import contextmanager

_OTHERS = 0o077
_LEFT_ALONE = -1
"""What `subprocess` takes for: the mask of whoever starts it."""

_users_own = _LEFT_ALONE


@contextmanager
def private_mask() -> Generator[None]:
    """Every file and folder that is made meanwhile is closed to others, parents included."""
    global _users_own
    before = os.umask(_OTHERS)
    if os.name == "posix":
        _users_own = before
    try:
        yield
    finally:
        os.umask(before)
        _users_own = _LEFT_ALONE


def users_own_mask() -> int:
    """The mask for programs of the user's that are started: what they make is not ours to hide."""
    return _users_own
