"""One line that is there when the login has ended, or is about to."""

from datetime import datetime, timedelta

from textual import events

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.connection import ConnectionState
from safespot_tui.tui.asked import Asked
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.engine import Engine

WARN_BEFORE = timedelta(days=1)
_LOOK_SECONDS = 60
"""How often is looked whether a login is about to end."""


class LoginNotice(Banner):
    """Says what is to be done about the login; a click does it."""

    DEFAULT_CSS = """
    LoginNotice { background: $warning 20%; height: auto; max-height: 2; }
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__()
        self._engine = engine
        self._clock = clock

    def on_mount(self) -> None:
        """Follow the connection, and the clock."""
        self._unwatch = self._engine.store.watch(keys.CONNECTION, self.look)
        self.set_interval(_LOOK_SECONDS, self.look)
        self.look()

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def look(self) -> None:
        """Say how it stands now."""
        key = first_key(ACTIONS["app.log_in_again"])
        self.say(notice_words(self._engine, self._clock, key))

    def on_click(self, event: events.Click) -> None:
        """Log in again."""
        event.stop()
        self.post_message(Asked("app.log_in_again"))


def notice_words(engine: Engine, clock: Clock, key: str) -> str:
    """What is to be said of the login; empty while it is good for another day."""
    if engine.store.connection.state is ConnectionState.LOGGED_OUT:
        return _(
            "You have been logged out. Everything is kept, and what is not sent goes out once you "
            "log in again: {key}"
        ).format(key=key)
    ends = engine.expires_at
    if ends is None or ends - clock() >= WARN_BEFORE:
        return ""
    return _("Your login ends {when}. {key} renews it; nothing is lost if it ends.").format(
        when=_when(clock, ends), key=key
    )


def _when(clock: Clock, ends: datetime) -> str:
    """Today or tomorrow, and at what time: more than a day away nothing is said."""
    time = clock.time_of_day(ends)
    if ends <= clock():
        return _("now")
    if ends.astimezone().date() == clock.today:
        return _("today at {time}").format(time=time)
    return _("tomorrow at {time}").format(time=time)
