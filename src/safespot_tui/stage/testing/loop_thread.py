"""An event loop that lives in a thread of its own."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Runs until it is closed, whatever loop, or none, the rest of the program has.

    So what lives in it needs nothing of the plug-in that runs coroutine tests, and goes on while a
    test computes.
    """

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Wait for what comes of it; its exceptions are raised here."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    async def ask(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The same from another loop, which goes on meanwhile."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    def call(self, function: Callable[[], T]) -> T:
        """What a function gives there, between two steps of what lives there."""

        async def called() -> T:
            return function()

        return self.run(called())

    def close(self) -> None:
        """End what is left in it, and the thread."""
        self.run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()
