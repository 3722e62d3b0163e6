"""One line that says how things stand: the way to the server, what is unread, what is unsent."""

from datetime import datetime
from math import ceil
from typing import ClassVar, assert_never

from msgspec import Struct
from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.color import TRANSPARENT
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from safespot_tui.actions.conversation_actions import FOR_EVER
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.intent import OutboxState
from safespot_tui.i18n import _, ngettext
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.progress import Work
from safespot_tui.store.store import Store
from safespot_tui.tui.asked import Asked
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.drawing.line import Piece, line
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.freshness import heard_words
from safespot_tui.tui.progress_words import progress_words
from safespot_tui.tui.screen import repaint

_BY_ITSELF = {Work.FIRST_SYNC, Work.CATCH_UP}
_SAID_ELSEWHERE = {Work.HISTORY}
"""The row that stands for what is missing says so itself."""


class Counts(Struct, frozen=True):
    """What the right half of the line counts."""

    unread: int = 0
    hits: int = 0
    """Of watch rules, that wait to be looked at."""
    pending: int = 0
    failed: int = 0


def state_words(store: Store, clock: Clock) -> str:
    """What goes on: what takes long, where the way to the server is open; else how that stands.

    What the user has asked for goes before what the program does by itself.
    """
    under_way = [item for item in store.progress if item.work not in _SAID_ELSEWHERE]
    asked = [item for item in under_way if item.work not in _BY_ITSELF]
    state = store.connection.state
    if not state.is_away and under_way:
        return progress_words((asked or under_way)[0])
    return connection_words(store.connection, clock)


def connection_words(connection: Connection, clock: Clock) -> str:
    """How the way to the server stands, as one would say it."""
    if (seconds := throttled_seconds(connection, clock)) and _is_talking(connection):
        return _("The server asks us to slow down: {n} s; nothing is lost").format(n=seconds)
    match connection.state:
        case ConnectionState.LIVE:
            return _("Live")
        case ConnectionState.CONNECTING:
            return _joined(_("Connecting…"), heard_words(connection, clock))
        case ConnectionState.CATCHING_UP:
            return _("Catching up…")
        case ConnectionState.LOGGED_OUT:
            return _joined(_("Logged out"), heard_words(connection, clock))
        case ConnectionState.SUSPENDED:
            return _joined(_("Suspended"), heard_words(connection, clock))
        case ConnectionState.OFFLINE:
            return _offline_words(connection, clock)
        case _:
            assert_never(connection.state)


def throttled_seconds(connection: Connection, clock: Clock) -> int:
    """For how long the server takes no more requests; 0 if it takes them."""
    if connection.throttled_until is None:
        return 0
    return max(0, ceil((connection.throttled_until - clock()).total_seconds()))


def _is_talking(connection: Connection) -> bool:
    return not connection.state.is_away


def _offline_words(connection: Connection, clock: Clock) -> str:
    next_try = ""
    if connection.retry_at is not None:
        seconds = max(0, round((connection.retry_at - clock()).total_seconds()))
        next_try = _("next try in {n} s").format(n=seconds) if seconds else _("trying now")
    return _joined(_("Offline"), heard_words(connection, clock), next_try, connection.reason)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def count(store: Store, hits: int = 0) -> Counts:
    """What is unread and unsent now, besides so many hits of watch rules."""
    failed = sum(item.state is OutboxState.FAILED for item in store.outbox)
    pending = sum(item.row_key is not None for item in store.outbox if not _has_failed(item.state))
    return Counts(unread=store.unread_total.messages, hits=hits, pending=pending, failed=failed)


def _has_failed(state: OutboxState) -> bool:
    return state is OutboxState.FAILED


def count_words(counts: Counts) -> list[tuple[str, str]]:
    """Each count that is not zero, with the name of its style."""
    words: list[tuple[str, str]] = []
    if counts.failed:
        words.append(
            (
                ngettext("✗ {n} not sent", "✗ {n} not sent", counts.failed).format(n=counts.failed),
                "failed",
            )
        )
    if counts.pending:
        words.append(
            (
                ngettext("◷ {n} to send", "◷ {n} to send", counts.pending).format(n=counts.pending),
                "pending",
            )
        )
    if counts.hits:
        words.append(
            (ngettext("◆ {n} hit", "◆ {n} hits", counts.hits).format(n=counts.hits), "hits")
        )
    if counts.unread:
        words.append(
            (ngettext("{n} unread", "{n} unread", counts.unread).format(n=counts.unread), "unread")
        )
    return words


_SIGNS = {
    ConnectionState.LIVE: "●",
    ConnectionState.CONNECTING: "◌",
    ConnectionState.CATCHING_UP: "◐",
    ConnectionState.OFFLINE: "○",
    ConnectionState.SUSPENDED: "⊘",
    ConnectionState.LOGGED_OUT: "⊘",
}
_ROLES = ("live", "waiting", "offline", "server", "unread", "hits", "pending", "failed")
_ROLE_OF_STATE = {
    ConnectionState.LIVE: "live",
    ConnectionState.CONNECTING: "waiting",
    ConnectionState.CATCHING_UP: "waiting",
    ConnectionState.OFFLINE: "offline",
    ConnectionState.SUSPENDED: "offline",
    ConnectionState.LOGGED_OUT: "offline",
}
_ACTION_OF = {
    "unread": "conversation.next_unread",
    "hits": "watch.next_hit",
    "failed": "message.retry",
}
_COUNTED = {"conversations", "members", "messages"}


class StatusLine(Widget, can_focus=False):
    """The line at the bottom; repainted only when what it says changes."""

    DEFAULT_CSS = """
    StatusLine {
        dock: bottom;
        height: 1;
        background: $panel;
        color: $foreground 65%;
        & > .status--live { color: $success; }
        & > .status--waiting { color: $warning; }
        & > .status--offline { color: $warning; }
        & > .status--server { color: $foreground 65%; }
        & > .status--unread { color: $primary; text-style: bold; }
        & > .status--hits { color: $error; text-style: bold; }
        & > .status--pending { color: $warning; }
        & > .status--failed { color: $error; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"status--{role}" for role in _ROLES}

    def __init__(self, store: Store, server: str, clock: Clock, beat: Beat) -> None:
        super().__init__()
        self._store = store
        self._server = server.partition("://")[2] or server
        self._clock = clock
        self._beat = beat
        self._counts = Counts()
        self._hits = 0
        self._countdown: Timer | None = None
        self._said: tuple[str, ConnectionState] | None = None
        self._places: list[tuple[int, int, str]] = []
        self._quiet_until: datetime | None = None
        self._quiet_end: Timer | None = None
        self._styles: dict[str, Style] = {}
        """By role; "" is what has none."""
        self._ground = TRANSPARENT

    def on_mount(self) -> None:
        """Show how things stand, and follow."""
        self._counts = count(self._store, self._hits)
        self._countdown = self.set_interval(1, self._follow_connection, pause=True)
        self._unwatch = self._beat.watch_all(self._on_batch)
        self._follow_connection()

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def show_quiet(self, until: datetime | None) -> None:
        """Say that the user is not disturbed until then."""
        self._quiet_until = until
        if self._quiet_end is not None:
            self._quiet_end.stop()
        if until is not None and until < FOR_EVER:
            seconds = max(0.0, (until - self._clock()).total_seconds())
            self._quiet_end = self.set_timer(seconds, lambda: self.show_quiet(None))
        self._say_anew()

    def show_hits(self, hits: int) -> None:
        """Say how many hits of watch rules wait to be looked at."""
        self._hits = hits
        self._count_anew()

    def _on_batch(self, batch: Batch) -> None:
        if keys.CONNECTION in batch.keys or keys.PROGRESS in batch.keys:
            self._follow_connection()
        if any(key[0] in _COUNTED for key in batch.keys) or keys.OUTBOX in batch.keys:
            self._count_anew()

    def _count_anew(self) -> None:
        counts = count(self._store, self._hits)
        if counts != self._counts:
            self._counts = counts
            self._say_anew()

    def _follow_connection(self) -> None:
        """Seconds are counted only while there is something to count."""
        connection = self._store.connection
        if self._countdown is not None:
            if (
                connection.retry_at is not None
                or throttled_seconds(connection, self._clock)
                or heard_words(connection, self._clock)
            ):
                self._countdown.resume()
            else:
                self._countdown.pause()
        said = state_words(self._store, self._clock), connection.state
        if said != self._said:
            self._said = said
            self._say_anew()

    def _say_anew(self) -> None:
        # Not `size`, which is the same here, but asks the compositor.
        repaint(self, self.outer_size.region)

    def notify_style_update(self) -> None:
        """The theme may be another one."""
        super().notify_style_update()
        self._styles.clear()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The one line there is: no border or padding is to be drawn around it."""
        if not self._styles:
            self._ground = self.background_colors[1]
        strip = self.render_line(0)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self._ground)
        return [strip.crop(crop.x, crop.right)]

    def render_line(self, y: int) -> Strip:
        """State and reason at the left; counts, server and help at the right, as they fit."""
        width = self.outer_size.width
        plain = self._style("")
        connection = self._store.connection
        waiting = throttled_seconds(connection, self._clock) and _is_talking(connection)
        sign, role = (
            ("◔", "waiting")
            if waiting
            else (_SIGNS[connection.state], _ROLE_OF_STATE[connection.state])
        )
        state = f" {sign} {state_words(self._store, self._clock)}"
        right = [
            (words, role, _ACTION_OF.get(role, "")) for words, role in count_words(self._counts)
        ]
        if self._quiet_until is not None:
            words = _quiet_words(self._quiet_until, self._clock)
            right.insert(0, (words, "pending", "app.do_not_disturb"))
        right.append((_key_words(_("{key} menu"), "app.palette"), "server", "app.palette"))
        right.append((_key_words(_("{key} help"), "app.help"), "server", "app.help"))
        right.insert(-2, (self._server, "server", ""))
        room = max(width // 2, width - cell_len(state) - 2)
        for dispensable in (-3, -1, -1):
            if _width(right) > room:
                right.pop(dispensable)
        taken = min(_width(right), room)
        left = max(0, width - taken - 1)
        state = fit(state, left - 1)
        pieces: list[Piece] = [
            (state, self._style(role)),
            (" " * (left - cell_len(state)), plain),
        ]
        self._places = []
        x = left
        for index, (words, part, action_id) in enumerate(right):
            if index:
                pieces.append(("  ", plain))
                x += 2
            pieces.append((words, self._style(part)))
            if action_id:
                self._places.append((x, x + cell_len(words), action_id))
            x += cell_len(words)
        return line(pieces, width, plain)

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            style = self.get_component_rich_style(f"status--{role}") if role else self.rich_style
            self._styles[role] = style
        return style

    def on_click(self, event: events.Click) -> None:
        """A click on a count goes to what it counts."""
        for start, end, action_id in self._places:
            if start <= event.x < end:
                self.post_message(Asked(action_id))


def _quiet_words(until: datetime, clock: Clock) -> str:
    if until >= FOR_EVER:
        return _("☾ not disturbed")
    return _("☾ until {time}").format(time=clock.time_of_day(until))


def _key_words(words: str, action_id: str) -> str:
    """“F1 help”; without a key, what it is all the same: it can be clicked."""
    return words.format(key=first_key(ACTIONS[action_id])).strip()


def _width(right: list[tuple[str, str, str]]) -> int:
    return sum(cell_len(words) for words, _role, _action in right) + 2 * max(0, len(right) - 1)
