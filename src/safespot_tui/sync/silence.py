"""Silent mode put into effect: what begins, stops and is forgotten when it begins or ends."""

from safespot_tui.store.patch import SilentPut
from safespot_tui.store.store import Store
from safespot_tui.sync.door import Door
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.outbox import Outbox
from safespot_tui.sync.shown import Shown
from safespot_tui.sync.signals import Signals
from safespot_tui.sync.silent_mode import SilentMode


class Silence:
    """Has the parts of one engine follow the account's silent mode.

    ::

        begin, end ──▶ (the account's mark) ──follow──▶ signals, door, shown, outbox, store
                                ▲
                                └── another window of the account
    """

    def __init__(
        self,
        silent: SilentMode,
        keeper: Keeper,
        door: Door,
        signals: Signals,
        shown: Shown,
        outbox: Outbox,
    ) -> None:
        self._silent = silent
        self._keeper = keeper
        self._door = door
        self._signals = signals
        self._shown = shown
        self._outbox = outbox

    @property
    def _store(self) -> Store:
        return self._keeper.store

    def begin(self) -> None:
        """Tell nobody that the user is here."""
        self._silent.begin()
        self.follow()

    def end(self) -> None:
        """Tell of what comes from now on; not of what has come."""
        if self._silent.on:
            ids = (*self._store.inbox(), *self._store.inbox(archived=True))
            known = ((each, self._store.conversation(each)) for each in ids)
            self._silent.end({each: it.head_position for each, it in known if it is not None})
        self.follow()

    def follow(self) -> None:
        """Do what silent mode asks, whichever window of the account began or ended it."""
        silent = self._silent.on
        if silent == self._store.is_silent:
            return
        self._silent.look()
        self._signals.forget()
        self._door.be_silent(silent=silent)
        if not silent:
            # What was withheld stays so: to go on looking at it is not to acknowledge it.
            self._shown.keep_unread()
        self._keeper.apply(SilentPut(silent))
        self._outbox.changed.set()
