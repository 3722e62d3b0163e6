"""The tour's line: above the status, in nobody's way."""

from safespot_tui.i18n import _
from safespot_tui.tui.conversation.banner import Banner
from safespot_tui.tui.tour import Tour


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

    def begin(self, tour: Tour) -> None:
        """From the first step."""
        self._tour = tour
        self._say_step()

    def did(self, what: str) -> bool:
        """The user did something; whether the tour ended with it."""
        if self._tour is None or not self._tour.did(what):
            return False
        if self._tour.step is None:
            self._tour = None
        self._say_step()
        return self._tour is None

    def end(self) -> None:
        """Say no more."""
        self._tour = None
        self._say_step()

    def _say_step(self) -> None:
        hint = _("(Esc ends the tour)")
        self.say(f"{self._tour.words} {hint}" if self._tour is not None else "")
