"""The line that is there while reading holds still: how much has come meanwhile."""

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.batch import Batch
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.conversation.banner import Banner


class FreezeBar(Banner):
    """Counts the messages that come while it is on."""

    DEFAULT_CSS = """
    FreezeBar { background: $accent; color: $background; text-style: bold; }
    """

    def __init__(self, beat: Beat) -> None:
        super().__init__()
        self._beat = beat
        self._count = 0
        self.on = False
        """Whether reading holds still."""

    def on_mount(self) -> None:
        """Follow what comes."""
        self._unwatch = self._beat.watch_all(self._on_batch)

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def begin(self) -> None:
        """From here on it is counted."""
        self.on, self._count = True, 0
        self._tell()

    def end(self) -> None:
        """There is nothing to say any more."""
        self.on = False
        self.say("")

    def _on_batch(self, batch: Batch) -> None:
        if self.on and batch.arrivals:
            self._count += len(batch.arrivals)
            self._tell()

    def _tell(self) -> None:
        news = ngettext("+{n} new", "+{n} new", self._count).format(n=self._count)
        self.say(
            _("FROZEN · {news} · {key} goes on").format(
                news=news, key=first_key(ACTIONS["app.freeze"])
            )
        )
