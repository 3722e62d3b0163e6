"""The tour's line: above the status, in nobody's way."""

from safespot_tui.i18n import _
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.host import host_of
from safespot_tui.tui.tour import Tour, new_tour


class TourBar(Banner):
    """Says the step to be done. Takes no key and no focus."""

    DEFAULT_CSS = """
    TourBar { background: $primary 20%; height: auto; max-height: 3; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._tour: Tour | None = None

    @property
    def is_on(self) -> bool:
        """Whether there is a step to be done."""
        return self._tour is not None

    def begin(self) -> None:
        """From the first step."""
        self._tour = new_tour()
        self._say_step()

    def did(self, what: str) -> None:
        """The user did something: the tour may go on with it, or end."""
        if self._tour is None or not self._tour.did(what):
            return
        if self._tour.step is None:
            self.end()
        else:
            self._say_step()

    def end(self) -> None:
        """Say no more; it does not begin by itself again."""
        self._tour = None
        self._say_step()
        host_of(self).remembered.keep()

    def _say_step(self) -> None:
        hint = _("(Esc ends the tour)")
        self.say(f"{self._tour.words} {hint}" if self._tour is not None else "")
