"""The process that one websocket shows."""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 10.0
"""Seconds that an app which was asked to end has for keeping what it has to keep."""


class AppProcess(AppService):
    """textual-serve's, but that it is started as it is told, and ends for certain.

    ::

        start() ──▶ running ──(ends by itself)──────────────▶ ended
                       └──stop()──▶ asked ──(in PATIENCE)──────▲
                                      └──(not)──▶ killed ──────┘
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        write_bytes: Callable[[bytes], Awaitable[None]],
        write_str: Callable[[str], Awaitable[None]],
        ended: Callable[[int], Awaitable[None]],
    ) -> None:
        """`ended` is told the exit code of an app that nobody asked to end."""
        super().__init__(
            " ".join(command),
            write_bytes=write_bytes,
            write_str=write_str,
            close=_nothing,
            download_manager=DownloadManager(),
        )
        self._arguments = command
        self._environment = environment
        self._ended = ended
        self._asked = False

    async def run(self) -> None:
        """Hand on what the app draws, until it has ended."""
        await super().run()
        if self._process is None:
            return
        code = await self._process.wait()
        if not self._asked:
            await self._ended(code)

    async def on_meta(self, data: bytes) -> None:
        """Hand on what the app says beside what it draws."""
        match json.loads(data):
            case {"type": "title" | "notice" as what, "words": [*words]}:
                await self.remote_write_str(json.dumps([what, *words]))
            case _:
                await super().on_meta(data)

    async def stop(self) -> None:
        """End the app."""
        task, process = self._task, self._process
        if task is None or process is None:
            return
        self._asked = True
        await self.send_meta({"type": "quit"})
        done, _running = await asyncio.wait([task], timeout=PATIENCE)
        if not done:
            process.kill()
            await asyncio.wait([task])
        self._task = None

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Without a shell, and in a session of its own: Ctrl+C is for who serves."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self._arguments,
            stdin=PIPE,
            stdout=PIPE,
            env={**self._environment, "COLUMNS": str(width), "ROWS": str(height)},
            start_new_session=True,
        )
        self._stdin = process.stdin
        # Why it does not start, it says where the server says things, at once and once.
        process.stderr = asyncio.StreamReader()
        process.stderr.feed_eof()
        return process


async def _nothing() -> None:
    """The connection is closed when the process has ended, not when it says that it will."""
