"""One open stream, as others see it: to be woken, or told at once."""

import asyncio
from collections.abc import Iterable

from safespot_tui.server.connection import Pipe
from safespot_tui.server.cursor import Position
from safespot_tui.server.frames import Sync, at
from safespot_tui.server.news import News
from safespot_tui.server.settings import EVENTS_PER_BATCH

MOST_WHISPERS = 256


class Listener:
    """One open stream, as others see it.

    ::

                 wait: nothing to read
        behind ────────────────────────▶ live     told by the hub, handed over through its pipe
           ▲                              │
           └──────────────────────────────┘
             woken · whispered to while the reader is slow · a hole before the news

    Behind, it holds no events: only that there is something to read, and the last ephemeral frame
    per subject, since an older one says nothing any more. Live, it holds what it was told since it
    was last its turn (`Handover`); whatever ends that, all of it is read from the log instead.
    `position` is where its reader is.
    """

    def __init__(
        self, user_id: str, sync: Sync, pipe: Pipe | None = None, session: str = ""
    ) -> None:
        """Without a `pipe` it is never live. `session` is the hash of its token."""
        self.user_id = user_id
        self.session = session
        self.position: Position | None = None
        self.follows: frozenset[int] = frozenset()
        """The logs of conversations whose news it is told: see `Hub.follow`."""
        self.ended = False
        self._sync = sync
        self._pipe = pipe
        self._live = False
        self._must_read = False
        self._told: list[News] = []
        self._told_of: dict[int | None, int] = {}
        self._wake = asyncio.Event()
        self._whispers: dict[tuple[str, ...], bytes] = {}

    def wake(self) -> None:
        """There is something to read in the log."""
        self._must_read = True
        self._rouse()

    def wake_behind(self, log: int | None, head: int) -> None:
        """That log has come so far: there is something to read, unless it is known here."""
        place = None if self.position is None else self.position.place(log)
        told = [news.end for news in self._told if news.log == log]
        if place is None or max([place, *told]) < head:
            self.wake()

    def _rouse(self) -> None:
        self._live = False
        self._wake.set()

    def end(self) -> None:
        """The stream is to end."""
        self.ended = True
        self.wake()

    def tell(self, news: News) -> bool:
        """This was just written into the log; whether there was nothing to hand over before."""
        if self._pipe is None or not self._live or len(self._told) == EVENTS_PER_BATCH:
            self._leave_to_read([news])
            return False
        self._told.append(news)
        return len(self._told) == 1

    def hand_over(self) -> None:
        """Send what it was told, or see to it that it is read."""
        told, self._told = self._told, []
        pipe, position = self._pipe, self.position
        if not told or not self._live:
            return
        if pipe is None or position is None or not pipe.is_clear:
            self._leave_to_read(told)
            return
        data = cursor = b""
        for news in told:
            if not news.follows(position):
                self._leave_to_read(told)
                return
            for seq, block in enumerate(news.blocks_for(self.user_id), news.before + 1):
                position = position.moved(news.log, seq)
                cursor = str(position).encode()
                data += at(cursor, block)
        pipe.send_chunk(data + self._sync.at(cursor))
        self.position = position

    def _leave_to_read(self, told: Iterable[News]) -> None:
        # Perhaps it is being read just now: `wait` will know.
        self._told_of.update((news.log, news.end) for news in told)
        self._rouse()

    def whisper(self, subject: tuple[str, ...], frame: bytes) -> None:
        """Tell something ephemeral, after what was told before; too slow a reader misses it."""
        self.hand_over()
        if self._pipe is not None and self._live and self._pipe.is_clear:
            self._pipe.send_chunk(frame)
            return
        self._whispers.pop(subject, None)
        if len(self._whispers) < MOST_WHISPERS:
            self._whispers[subject] = frame
        self.wake()

    def take_whispers(self) -> bytes:
        """What was whispered since the last time."""
        taken = b"".join(self._whispers.values())
        self._whispers.clear()
        return taken

    def heard(self) -> None:
        """What comes from here on wakes again. Call before reading the log, not after."""
        self._must_read = False
        self._wake.clear()

    async def wait(self, seconds: float) -> bool:
        """Be live until there is something to read: whether that came within the time.

        If it did not, wait again: what is told in between is read.
        """
        if not self._must_read and all(map(self._has, self._told_of.items())):
            self._told_of.clear()
            self._wake.clear()
        # Woken since the log was read: that comes first.
        self._live = not self._wake.is_set()
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            # It is not its turn any more for what it was told.
            return bool(self._told)
        finally:
            self._live = False
            # What comes next is to read, and all of it is in the log.
            self._told.clear()
        return True

    def _has(self, place: tuple[int | None, int]) -> bool:
        """Whether the reader is there, or further on, or does not read that log any more."""
        if self.position is None:
            return False
        log, seq = place
        mine = self.position.place(log)
        return mine is None or mine >= seq
