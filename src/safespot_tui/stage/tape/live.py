"""A tape shown on a terminal while it is played: the client that does things, and the step."""

import asyncio
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from textual.strip import Strip

from safespot_tui.domain.text import safe_line
from safespot_tui.stage.client import Client
from safespot_tui.stage.settled import Restless
from safespot_tui.stage.tape.script import Step

SECONDS_BETWEEN = 0.05
_ENTER, _LEAVE = "\x1b[?1049h\x1b[?25l\x1b[2J", "\x1b[?25h\x1b[?1049l"
_BAR, _END, _TO_END = "\x1b[7m", "\x1b[0m", "\x1b[K"


class Live:
    """Draws while it is open, on the terminal's other screen; what was on it before comes back."""

    def __init__(self, file: str, stream: TextIO, seconds: float) -> None:
        """`file` is the tape; each step is shown for so many seconds before it is done."""
        self._name = Path(file).name
        self._stream = stream
        self._seconds = seconds
        self._console = Console(file=stream, force_terminal=True, color_system="truecolor")
        self._client: Client | None = None
        self._words = ""
        self._drawn: Sequence[str] = ()
        self._drawing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._stream.write(_ENTER)
        self._drawing = asyncio.create_task(self._draw_on())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
            with suppress(asyncio.CancelledError):
                await self._drawing
        self._stream.write(_LEAVE)
        self._stream.flush()

    async def sees(self, step: Step, client: Client | None) -> None:
        """A step is done next."""
        self._client = client
        name = client.name if client else "–"
        self._words = safe_line(f" {name}  {self._name}:{step.line}  {step.text}")
        await asyncio.sleep(self._seconds)

    async def _draw_on(self) -> None:
        while True:
            with suppress(Restless):
                self.draw()
            await asyncio.sleep(SECONDS_BETWEEN)

    def draw(self) -> None:
        """Draw what is different from what is there."""
        columns, lines = shutil.get_terminal_size()
        client = self._client
        strips = client.strips if client is not None and client.app.is_running else ()
        rows = [self._painted(strip.crop(0, columns)) for strip in strips[: lines - 1]]
        rows += [""] * (lines - 1 - len(rows))
        rows.append(f"{_BAR}{self._words[:columns].ljust(columns)}{_END}")
        before = self._drawn if len(self._drawn) == len(rows) else [None] * len(rows)
        for number, (row, old) in enumerate(zip(rows, before, strict=True), start=1):
            if row != old:
                self._stream.write(f"\x1b[{number};1H{row}{_END}{_TO_END}")
        self._stream.flush()
        self._drawn = rows

    def _painted(self, strip: Strip) -> str:
        return strip.render(self._console)
