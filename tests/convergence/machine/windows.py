"""What becomes of a program and of its disk."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.convergence.client import Moment
from tests.convergence.machine.draws import MOMENTS, WINDOWS
from tests.convergence.machine.example import Example


class Windows(Example):
    """Programs that die or are closed, and disks that get slow."""

    @rule(window=WINDOWS, commits=st.integers(0, 3), moment=MOMENTS)
    def crash(self, window: int, commits: int, moment: Moment) -> None:
        """The process dies at its next commits, or at once."""
        client = self._client(window)
        if commits:
            client.fuse.light(commits, moment)
        else:
            client.kill()
        self._done()

    @rule(window=WINDOWS)
    def close(self, window: int) -> None:
        index = window % len(self.town.clients)
        client = self.town.clients[index]
        if client is not None:
            client.close()
            self.town.clients[index] = None
        self._done()

    @rule(window=WINDOWS)
    def disk(self, window: int) -> None:
        """A disk gets slow, or fast again."""
        worker = self._client(window).disk
        if worker.slow:
            worker.hurry()
        else:
            worker.slow = True
        self._done()
