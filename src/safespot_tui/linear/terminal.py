"""Lines in, lines out: nothing is ever drawn, and the cursor only moves on.

What comes while somebody types waits until their line is done, so that no reader is pulled away
from it; what comes at an empty prompt is said at once, and the prompt said again below it::

    said at once ──▶ (nothing typed)
                          │ a key
                          ▼
    waits ─────────▶ (typing) ──Enter──▶ said, then the answer to the line
"""

import os
import signal
import sys
import threading
from collections import deque
from functools import partial
from getpass import getpass
from types import FrameType
from typing import TextIO

from msgspec import Struct

try:
    import readline
except ImportError:  # Windows: its console edits lines itself
    readline = None


class Prompt(Struct, frozen=True):
    """What stands before the line that is to be typed."""

    words: str = "> "
    prefill: str = ""
    """Words that are there already, to be changed or kept."""
    secret: bool = False
    """What is typed must not be seen."""


class Terminal:
    """Where lines are typed and said. Made and read in the main thread; `say` is for every thread.

    Without a terminal on both ends there are no prompts, and lines are said as they come.
    """

    def __init__(self, source: TextIO = sys.stdin, sink: TextIO = sys.stdout) -> None:
        self.is_interactive = source.isatty() and sink.isatty()
        self._source = source
        self._sink = sink
        self._lines: deque[str] = deque()
        self._prompt = Prompt()
        self._at_prompt = False
        self._saying = False
        self._one_by_one = threading.Lock()
        self._reader = threading.get_ident()
        self._can_wake = self.is_interactive and hasattr(signal, "SIGUSR1")
        if self._can_wake:
            signal.signal(signal.SIGUSR1, self._on_wake)
        if self.is_interactive and readline is not None:
            readline.parse_and_bind("set enable-bracketed-paste off")

    def say(self, line: str) -> None:
        """Say a line, now or as soon as nobody is typing."""
        if not self.is_interactive:
            with self._one_by_one:
                self._write(f"{line}\n")
            return
        self._lines.append(line)
        if self._can_wake:
            # The reader is woken to say it: only there can be known whether somebody is typing.
            signal.pthread_kill(self._reader, signal.SIGUSR1)

    def write_sequence(self, sequence: str) -> bool:
        """Tell the terminal something that takes no room; whether it may understand it."""
        understands = self.is_interactive and os.environ.get("TERM", "dumb") not in {"dumb", ""}
        if understands:
            self._write(sequence)
        return understands

    def read(self, prompt: Prompt) -> str | None:
        """The next line that is typed; None at the end of the input."""
        if not self.is_interactive:
            line = self._source.readline()
            return line.rstrip("\r\n") if line else None
        self._prompt = prompt
        self.say_waiting()
        try:
            if prompt.secret:
                return getpass(prompt.words)
            return self._edited(prompt)
        except EOFError:
            self._write("\n")
            return None

    def say_waiting(self) -> None:
        """Say what waits, unless somebody is typing. In the main thread."""
        while self._lines and not self._saying and not self._is_typing():
            self._saying = True
            try:
                # Nothing moves back: the prompt that was left stays, and stands again below.
                self._write("\n" if self._at_prompt else "")
                while self._lines:
                    self._write(f"{self._lines.popleft()}\n")
                self._write(self._prompt.words if self._at_prompt else "")
            finally:
                self._saying = False

    def _edited(self, prompt: Prompt) -> str:
        if readline is not None and prompt.prefill:
            readline.set_startup_hook(partial(readline.insert_text, prompt.prefill))
        self._at_prompt = True
        try:
            return input(prompt.words)
        finally:
            self._at_prompt = False
            if readline is not None:
                readline.set_startup_hook(None)

    def _is_typing(self) -> bool:
        return self._at_prompt and (readline is None or bool(readline.get_line_buffer()))

    def _on_wake(self, _number: int, _frame: FrameType | None) -> None:
        self.say_waiting()

    def _write(self, text: str) -> None:
        """Past Python's buffers, which must not be entered twice: a signal may come at any time."""
        left = text.encode(self._sink.encoding or "utf-8", "replace")
        while left:
            left = left[os.write(self._sink.fileno(), left) :]
