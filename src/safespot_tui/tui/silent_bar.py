"""The line that is there for as long as nobody is told that the user is."""

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.engine import Engine


class SilentBar(Banner):
    """Says that silent mode is on, how to acknowledge, and how it ends."""

    DEFAULT_CSS = """
    SilentBar {
        background: $warning;
        color: $background;
        text-style: bold;
        height: auto;
        max-height: 3;
    }
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine

    def on_mount(self) -> None:
        """Follow the account, and the server, which may tell more than is wished."""
        store = self._engine.store
        self._unwatch = [store.watch(key, self.look) for key in (keys.SILENT, keys.CONNECTION)]
        self.look()

    def on_unmount(self) -> None:
        """Stop following."""
        for unwatch in self._unwatch:
            unwatch()

    def look(self) -> None:
        """Say how it stands now."""
        if not self._engine.store.is_silent:
            self.say("")
            return
        words = _("SILENT MODE · {acknowledge} acknowledges · {end} ends it").format(
            acknowledge=first_key(ACTIONS["conversation.acknowledge"]),
            end=first_key(ACTIONS["app.silent_mode"]),
        )
        self.say(f"{words} · {note}" if (note := self._engine.silent_note) else words)
