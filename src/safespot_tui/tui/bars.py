"""The lines above and below the panes, each of which says how one thing stands."""

from collections.abc import Iterator

from textual.widget import Widget

from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.freeze_bar import FreezeBar
from safespot_tui.tui.inbox.catch_up_bar import CatchUpBar
from safespot_tui.tui.login_notice import LoginNotice
from safespot_tui.tui.sanction_bar import SanctionBar
from safespot_tui.tui.silent_bar import SilentBar
from safespot_tui.tui.status_line import StatusLine
from safespot_tui.tui.tour_bar import TourBar


class Bars:
    """All of them, made for one screen; all but the last are only there when they say something."""

    def __init__(self, engine: Engine, clock: Clock, beat: Beat) -> None:
        store = engine.store
        self.sanction = SanctionBar(store, clock)
        self.silent = SilentBar(engine)
        self.frozen = FreezeBar(beat)
        self.catch_up = CatchUpBar(store, beat)
        self.tour = TourBar()
        self.notice = LoginNotice(engine, clock)
        self.status = StatusLine(store, engine.server, clock, beat)

    def above(self) -> Iterator[Widget]:
        """What must not be overlooked."""
        yield from (self.sanction, self.silent, self.frozen)

    def below(self) -> Iterator[Widget]:
        """What helps on."""
        yield from (self.catch_up, self.tour, self.notice, self.status)
