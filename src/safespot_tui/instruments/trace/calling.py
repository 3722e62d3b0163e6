"""On whose behalf something is being asked just now."""

from contextvars import ContextVar

_CALL: ContextVar[int | None] = ContextVar("call", default=None)


def current_call() -> int | None:
    """The number of the `Called` that is being answered in this task, or that began it."""
    return _CALL.get()


def begin_call(number: int | None) -> int | None:
    """From here on, in this task and in those that it begins, it is this one; gives the one before.

    No token of the context is kept: who ends a stream may do so in another one.
    """
    before = _CALL.get()
    _CALL.set(number)
    return before
