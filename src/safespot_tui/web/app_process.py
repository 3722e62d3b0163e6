"""The process that one websocket shows."""

import asyncio
import json
import shlex
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

PATIENCE = 5.0
"""Seconds that an app which was asked to end has for keeping what it has to keep."""


class AppProcess(AppService):
    """textual-serve's, but that it ends for certain, and gets the environment it is given.

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
            _line(command),
            write_bytes=write_bytes,
            write_str=write_str,
            close=_nothing,
            download_manager=DownloadManager(),
        )
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

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        return {**self._environment, "COLUMNS": str(width), "ROWS": str(height)}


def _line(command: Sequence[str]) -> str:
    """The command as a shell takes it, which then leaves its place to it."""
    if sys.platform == "win32":
        return subprocess.list2cmdline(command)
    return f"exec {shlex.join(command)}"


async def _nothing() -> None:
    """The connection is closed when the process has ended, not when it says that it will."""
