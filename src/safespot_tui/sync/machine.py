"""The way to the server, as a machine without I/O: inputs come in, effects go out.

::

              Started, RetryDue          first item           Synced
    offline ───────────────────▶ connecting ─────▶ catching_up ─────▶ live
       ▲                            │   ▲ cursor        │               │
       │                            │   │               │               │ ResetRequired,
       │                  no cursor ▼   │               │               │ NotUnderstood,
       │                          (snapshot) ◀──────────┴───────────────┤ BrokenRecord
       │                            │                                   │
       └────────────────────────────┴───────────────────────────────────┘
         Unreachable, Busy, ServerFault, Rejected, the stream's end: wait, then again

    any of them ── Suspended ──▶ suspended ── RetryDue ──▶ connecting, unseen until it succeeds
    any of them ── NotLoggedIn, LoggedOut ──▶ logged_out ── LoggedIn ──▶ connecting

Who is suspended is refused everything, the stream included. The time is waited for, but not in one
piece: moderators may let them in sooner, and nobody could tell.

While catching up, facts are applied together when the server says that they are a whole, so that
nobody sees the past happen again; while live, each at once. The cursor moves only with the facts
that it covers.
"""

from collections.abc import Callable
from typing import assert_never

from msgspec import Struct

from safespot_tui.domain.event import (
    Event,
    Heartbeat,
    Received,
    ResetRequired,
    Skipped,
    Snapshot,
    StreamItem,
    Synced,
    Throttled,
)
from safespot_tui.domain.ids import Cursor
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
)
from safespot_tui.i18n import _
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.backoff import Backoff

LARGEST_BATCH = 256
"""Facts held back while catching up; more are applied in pieces, so that a connection that never
lasts long enough still gets somewhere."""


SUSPENDED_BOUNDS = (5.0, 300.0)
"""Seconds between two attempts of who is suspended: the clock here may be ahead of the server's,
and a suspension may be lifted."""

_WAITING = frozenset({ConnectionState.OFFLINE, ConnectionState.SUSPENDED})


class Started(Struct, frozen=True):
    """Somebody wants to be connected."""


class SnapshotTaken(Struct, frozen=True):
    """The server told everything."""

    snapshot: Snapshot


class ItemCame(Struct, frozen=True):
    """The stream brought something."""

    item: StreamItem


class StreamEnded(Struct, frozen=True):
    """The server closed the stream."""


class AttemptFailed(Struct, frozen=True):
    """Opening, a snapshot or the stream failed."""

    error: GatewayError


class Suspended(Struct, frozen=True):
    """The server lets the user do nothing for so many seconds, as far as is known."""

    reason: SafeText
    seconds: float


class BrokenRecord(Struct, frozen=True):
    """What came could not be applied: what is held is not to be trusted any more."""


class RetryDue(Struct, frozen=True):
    """The wait is over."""


class LoggedOut(Struct, frozen=True):
    """The user gave the token back."""


class LoggedIn(Struct, frozen=True):
    """There is a good secret again."""


Input = (
    Started
    | SnapshotTaken
    | ItemCame
    | StreamEnded
    | AttemptFailed
    | Suspended
    | BrokenRecord
    | RetryDue
    | LoggedOut
    | LoggedIn
)


class TakeSnapshot(Struct, frozen=True):
    """Ask the server for everything."""


class OpenStream(Struct, frozen=True):
    """Ask the server for everything since `cursor`, and what comes."""

    cursor: Cursor


class Hold(Struct, frozen=True):
    """Make these true, and remember that everything up to `cursor` is."""

    facts: tuple[Event | Snapshot, ...]
    cursor: Cursor | None


class Tell(Struct, frozen=True):
    """The state is this now, and why."""

    state: ConnectionState
    reason: SafeText = SafeText("")
    retry_in: float | None = None


class Wait(Struct, frozen=True):
    """Say `RetryDue` after this many seconds."""

    seconds: float


class Throttle(Struct, frozen=True):
    """The server takes no more for this many seconds."""

    seconds: float


class CaughtUp(Struct, frozen=True):
    """Nothing that happened while away is missing any more."""


Step = TakeSnapshot | OpenStream | Wait
"""What takes time. A list of effects has at most one, at its end; it replaces the one under way."""

Effect = Hold | Tell | Throttle | CaughtUp | Step


_LASTING = Received | Skipped | Heartbeat
"""What shows that a live stream goes on. To have become live does not: a server that closes or
resets every stream at once would be asked again without a breath."""


class Machine:
    """Decides what to do about the connection; does nothing itself."""

    def __init__(self, cursor: Cursor | None, random: Callable[[], float]) -> None:
        """Begin where `cursor` says; without one, with a snapshot."""
        self._cursor = cursor
        self._backoff = Backoff(random)
        self._held_back: list[Event] = []
        self.state = ConnectionState.OFFLINE

    @property
    def cursor(self) -> Cursor | None:
        """How far the server has told; None where it has to tell everything."""
        return self._cursor

    def handle(self, given: Input) -> list[Effect]:
        """What is to be done about `given`, in order."""
        if self.state is ConnectionState.LOGGED_OUT and not isinstance(given, LoggedIn):
            return []
        match given:
            case Started() | RetryDue():
                return self._connect() if self.state in _WAITING else []
            case SnapshotTaken(snapshot):
                self._cursor = snapshot.cursor
                return [Hold((snapshot,), snapshot.cursor), OpenStream(snapshot.cursor)]
            case ItemCame(item):
                return self._take(item)
            case StreamEnded():
                closed = SafeText(
                    _("The server closed the connection; it will be opened again shortly.")
                )
                return [*self._release(), *self._wait(closed)]
            case BrokenRecord():
                return self._start_over()
            case AttemptFailed(error):
                return [*self._release(), *self._fail(error)]
            case Suspended(reason, seconds):
                return [*self._release(), *self._be_suspended(reason, seconds)]
            case LoggedOut():
                return self._log_out(SafeText(""))
            case LoggedIn():
                return self._connect() if self.state is ConnectionState.LOGGED_OUT else []
            case _:
                assert_never(given)

    def _connect(self) -> list[Effect]:
        was_suspended = self.state is ConnectionState.SUSPENDED
        self.state = ConnectionState.CONNECTING
        way = TakeSnapshot() if self._cursor is None else OpenStream(self._cursor)
        return [way] if was_suspended else [Tell(self.state), way]

    def _take(self, item: StreamItem) -> list[Effect]:
        effects: list[Effect] = []
        if self.state is ConnectionState.LIVE and isinstance(item, _LASTING):
            self._backoff.succeeded()
        if self.state is ConnectionState.CONNECTING and not isinstance(item, ResetRequired):
            self.state = ConnectionState.CATCHING_UP
            if not isinstance(item, Synced):
                effects.append(Tell(self.state))
        match item:
            case Received(event, cursor):
                effects += self._take_event(event, cursor)
            case Skipped(cursor):
                self._cursor = cursor
                if self.state is ConnectionState.LIVE:
                    effects.append(Hold((), cursor))
            case Synced(cursor):
                self._cursor = cursor
                effects += self._release(even_if_nothing=True)
                if self.state is not ConnectionState.LIVE:
                    self.state = ConnectionState.LIVE
                    self._backoff.eased()
                    effects += [Tell(self.state), CaughtUp()]
            case ResetRequired():
                effects += self._start_over()
            case Throttled(seconds):
                effects.append(Throttle(seconds))
            case Heartbeat():
                pass
            case _:
                assert_never(item)
        return effects

    def _take_event(self, event: Event, cursor: Cursor | None) -> list[Effect]:
        if cursor is not None:
            self._cursor = cursor
        if self.state is ConnectionState.LIVE:
            return [Hold((event,), cursor)]
        self._held_back.append(event)
        return self._release() if len(self._held_back) >= LARGEST_BATCH else []

    def _release(self, *, even_if_nothing: bool = False) -> list[Effect]:
        """Let go of what was held back: all of it is true, only perhaps not all there is."""
        if not self._held_back and not even_if_nothing:
            return []
        facts = tuple(self._held_back)
        self._held_back.clear()
        return [Hold(facts, self._cursor)]

    def _start_over(self) -> list[Effect]:
        """Only a snapshot helps: at once, but not again and again without a breath."""
        self._cursor = None
        self._held_back.clear()
        if self._backoff.failures:
            return self._wait(SafeText(_("Everything has to be fetched again.")))
        self._backoff.next_wait()
        self.state = ConnectionState.CONNECTING
        return [Tell(self.state), TakeSnapshot()]

    def _fail(self, error: GatewayError) -> list[Effect]:
        match error:
            case NotLoggedIn():
                return self._log_out(error.reason)
            case NotUnderstood():
                # Whatever was told in words that mean nothing here, a snapshot says it again.
                self._cursor = None
                return self._wait(error.reason)
            case Busy():
                return self._wait(error.reason, error.retry_after)
            case _:
                return self._wait(error.reason)

    def _wait(self, reason: SafeText, at_least: float = 0.0) -> list[Effect]:
        self.state = ConnectionState.OFFLINE
        seconds = self._backoff.next_wait(at_least)
        return [Tell(self.state, reason, seconds), Wait(seconds)]

    def _be_suspended(self, reason: SafeText, seconds: float) -> list[Effect]:
        self.state = ConnectionState.SUSPENDED
        low, high = SUSPENDED_BOUNDS
        seconds = min(max(seconds, low), high)
        return [Tell(self.state, reason, seconds), Wait(seconds)]

    def _log_out(self, reason: SafeText) -> list[Effect]:
        self.state = ConnectionState.LOGGED_OUT
        self._held_back.clear()
        return [Tell(self.state, reason)]
