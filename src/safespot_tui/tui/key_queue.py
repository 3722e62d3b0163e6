"""Keys, one after the other.

Textual hands a key to the widget that has the focus, and the next key to whatever has it then; but
what a key does to the focus happens later, when it has come up to the app. Keys that arrive in one
piece, typed ahead or pasted by a terminal that knows no bracketed paste, would all go to the first
widget: a password would end up in the field of the e-mail address. Here each key waits until the
one before has had its effect.

::

              key                    it went up the tree, and what it caused did, too
    closed ─────────▶ idle ──▶ busy ──────────────────▶ idle, or busy with the next
       (nothing painted yet: keys are kept)

Uses a private part of Textual, which is pinned; a test fails when it is gone.
"""

from collections import deque
from collections.abc import Awaitable, Callable

from textual.app import App
from textual.events import Key, Paste
from textual.message_pump import MessagePump
from textual.widget import Widget

PATIENCE_SECONDS = 0.25
"""A key whose widget is gone, or busy, holds the others up no longer than this."""

Press = Key | Paste
"""What comes from the keyboard."""

ROUNDS = 2
"""First the key goes up the tree, then the messages that were sent on account of it."""


class KeyQueue:
    """Gives an app its keys one by one."""

    def __init__(self, app: App[None], handle: Callable[[Press], Awaitable[None]]) -> None:
        """`handle` gives a key to the widget that has the focus."""
        self._app = app
        self._handle = handle
        self._waiting: deque[Press] = deque()
        self._busy_with: Press | None = None
        self._open = False

    async def put(self, key: Press) -> None:
        """A key was pressed: now, or when those before it are done."""
        if isinstance(key, Key) and key.key.startswith("alt+"):
            # A command, known or mistaken. A field would write its letter.
            key.character = None
        if self._open and self._busy_with is None:
            await self._begin(key)
            return
        self._waiting.append(key)
        if self._busy_with is not None and len(self._waiting) == 1:
            self._be_patient()

    async def open(self) -> None:
        """There is somebody to type to now."""
        self._open = True
        await self._next()

    async def _begin(self, key: Press) -> None:
        self._busy_with = key
        target = self._app.focused or self._app.screen
        await self._handle(key)
        if _is_text_for(target, key):
            self._busy_with = None
        else:
            self._climb(key, target, target, ROUNDS)

    def _climb(self, key: Press, node: MessagePump, target: MessagePump, rounds: int) -> None:
        """Follow the key, and then its consequences, through the queues of the tree."""
        if key is not self._busy_with:
            return
        parent: MessagePump = node._parent or self._app  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        if node is not self._app:
            if not node.call_later(self._climb, key, parent, target, rounds):
                self._app.call_later(self._done, key)
        elif rounds > 1:
            self._app.call_later(self._climb, key, target, target, rounds - 1)
        else:
            self._app.call_later(self._done, key)

    async def _done(self, key: Press) -> None:
        if key is self._busy_with:
            self._busy_with = None
            await self._next()

    async def _next(self) -> None:
        while self._waiting and self._open and self._busy_with is None:
            await self._begin(self._waiting.popleft())
        if self._waiting:
            self._be_patient()

    def _be_patient(self) -> None:
        if self._busy_with is not None:
            self._app.set_timer(PATIENCE_SECONDS, lambda key=self._busy_with: self._done(key))


def _is_text_for(target: MessagePump, key: Press) -> bool:
    """Whether a key is a letter to a field: it stays there and moves nothing, so nobody waits."""
    return (
        isinstance(target, Widget)
        and isinstance(key, Key)
        and target.check_consume_key(key.key, key.character)
    )
