"""What happens to everybody at once."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.convergence.machine.draws import PLACES
from tests.convergence.machine.example import Example


class World(Example):
    """The server, its log, and time."""

    @rule(killed=st.booleans())
    def restart_server(self, killed: bool) -> None:
        self.town.server.restart(killed=killed)
        self._done()

    @rule(what=st.sampled_from(("events", "images", "both")))
    def prune(self, what: str) -> None:
        """What is old is forgotten."""
        if what != "images":
            self.town.server.prune_events()
        if what != "events":
            self.town.server.prune_images()
        self._done()

    @rule(who=PLACES)
    def new_epoch(self, who: int) -> None:
        self.town.server.new_epoch(self.town.server.user_ids[who])
        self._done()

    @rule(seconds=st.sampled_from((0.4, 2.0, 7.0)))
    def wait(self, seconds: float) -> None:
        self.town.loop.go(seconds)
        self._done()

    @rule(seconds=st.sampled_from((40.0, 90_000.0)))
    def sleep_through(self, seconds: float) -> None:
        """All laptops are closed for a while; nothing runs meanwhile."""
        self.town.loop.skip(seconds)
        self._done()

    @rule(window=st.integers(-1, 3), ahead=st.sampled_from((-86_400.0, 0.0, 86_400.0)))
    def set_clock(self, window: int, ahead: float) -> None:
        """A wall clock is set wrong, the server's or a client's."""
        if window < 0:
            self.town.server.wall_clock_ahead = ahead
        else:
            self._client(window).clock.ahead = ahead
