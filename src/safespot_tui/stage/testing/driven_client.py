"""A client that a test drives from whatever loop it has itself."""

import re
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from safespot_tui.instruments.trace.checks.findings import findings
from safespot_tui.instruments.trace.wording import finding_in_words
from safespot_tui.stage.client import SECONDS, Client, NotSeen
from safespot_tui.stage.report.crossed import newest_lines
from safespot_tui.stage.state import State
from safespot_tui.stage.tape.keys import pressed
from safespot_tui.stage.testing.loop_thread import LoopThread

T = TypeVar("T")


class DrivenClient:
    """A `Client` in a thread of its own. What is awaited is done, and drawn, when it comes back."""

    def __init__(self, client: Client, alias: str, thread: LoopThread) -> None:
        self._client = client
        self._thread = thread
        self.name = client.name
        """What the test calls it: `Ana`."""
        self.alias = alias
        """What its screen, and the other's, call it: the name, and what tells it from others."""

    def __repr__(self) -> str:
        return f"<client of {self.alias}>"

    # ---------------------------------------------------------------------------- what goes in

    async def type(self, text: str) -> None:
        """Press the key of each character."""
        await self._ask(self._client.type(text))

    async def press(self, *keys: str) -> None:
        """Press keys as tapes name them (`Ctrl+K`, `Enter`, `?`); each is done before the next.

        Raises `BadStep` for what is no key; nothing is pressed then.
        """
        await self._ask(self._client.press(*map(pressed, keys)))

    async def paste(self, text: str) -> None:
        """Have the terminal paste something."""
        await self._ask(self._client.paste(text))

    async def perform(self, action_id: str, words: str = "") -> None:
        """Do an action (docs/keys.md lists them), with `words` as written behind a command.

        Raises `KeyError` for no action.
        """
        await self._ask(self._client.perform(action_id, words))

    async def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        await self._ask(self._client.resize(columns, lines))

    # ---------------------------------------------------------------------------- what comes out

    async def expect(self, pattern: str, seconds: float = SECONDS) -> None:
        """Come back as soon as the regular expression is on the screen. Raises `NotSeen`."""
        __tracebackhide__ = True
        await self._ask(self._seen(pattern, seconds, wanted=True))

    async def expect_not(self, pattern: str, seconds: float = SECONDS) -> None:
        """Come back as soon as it is not on the screen. Raises `NotSeen`."""
        __tracebackhide__ = True
        await self._ask(self._seen(pattern, seconds, wanted=False))

    async def wait_for(
        self, condition: Callable[[Client], object], seconds: float = SECONDS
    ) -> None:
        """Come back as soon as something holds of the client: of its `store`, say.

        Raises `NotSeen`.
        """
        __tracebackhide__ = True
        await self._ask(self._held(condition, seconds))

    @property
    def lines(self) -> Sequence[str]:
        """The screen as it is seen, a string a line."""
        return self.look(lambda client: client.lines)

    @property
    def screen(self) -> str:
        """The screen as text, without blanks at the end of its lines."""
        return self.look(lambda client: client.screen)

    @property
    def state(self) -> State:
        """What it shows and knows: connection, focus, unread, outbox."""
        return self.look(lambda client: client.state)

    @property
    def findings(self) -> Sequence[str]:
        """What is wrong in what crossed between it and the server, a line each."""
        return self.look(
            lambda client: [*map(finding_in_words, findings(client.instruments.trace))]
        )

    @property
    def crossed(self) -> Sequence[str]:
        """The newest requests and events, oldest first, a line each."""
        return self.look(lambda client: newest_lines(client.instruments.trace))

    def svg(self, title: str = "") -> str:
        """The screen as a picture."""
        return self.look(lambda client: client.svg(title))

    def look(self, function: Callable[[Client], T]) -> T:
        """What a function makes of the client, which stands still meanwhile."""
        return self._thread.call(lambda: function(self._client))

    # ---------------------------------------------------------------------------- inside

    async def _ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Its exceptions are told at the line of the test that asked, without our own lines."""
        __tracebackhide__ = True
        try:
            return await self._thread.ask(coroutine)
        except NotSeen as unseen:
            raise unseen.with_traceback(None) from None

    async def _seen(self, pattern: str, seconds: float, *, wanted: bool) -> None:
        compiled = re.compile(pattern, re.MULTILINE)
        try:
            await self._held(
                lambda client: (compiled.search(client.screen) is not None) == wanted, seconds
            )
        except NotSeen:
            what = "was not" if wanted else "was still"
            raise NotSeen(
                f"/{pattern}/ {what} on the screen of {self.name} after {seconds:g} s"
            ) from None

    async def _held(self, condition: Callable[[Client], object], seconds: float) -> None:
        await self._client.wait_for(lambda: bool(condition(self._client)), seconds)
        await self._client.settled()
