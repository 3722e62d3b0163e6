"""The line that is there for as long as moderators keep the user from writing."""

from textual.timer import Timer

from safespot_tui.domain.hindrance import HindranceKind
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.hindrance import sanction_on
from safespot_tui.store.store import Store
from safespot_tui.sync.hindrances import why_silent_anywhere
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.banner import Banner


class SanctionBar(Banner):
    """Says why, until when, and what can be done meanwhile."""

    DEFAULT_CSS = """
    SanctionBar {
        background: $warning;
        color: $background;
        text-style: bold;
        height: auto;
        max-height: 4;
        &.-suspended { background: $error; }
    }
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        """Follow what is laid upon the user."""
        self._unwatch = self._store.watch(keys.ACCOUNT, self.look)
        self.look()

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def look(self) -> None:
        """Say how it stands now, and look again when it is over."""
        now = self._clock()
        laid = sanction_on(self._store.account, now)
        suspended = laid is not None and laid.kind is HindranceKind.SUSPENDED
        self.set_class(suspended, "-suspended")
        words = why_silent_anywhere(self._store, now)
        if suspended:
            words += " · " + _("What is on this machine can be read. It goes on by itself.")
        self.say(words)
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if laid is not None and laid.until is not None:
            self._timer = self.set_timer(self._clock.seconds_until(laid.until), self.look)
