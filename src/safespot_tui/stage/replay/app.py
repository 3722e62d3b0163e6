"""The app of a replay: whoever looks on can leave, and do nothing else."""

from textual.events import AppBlur, AppFocus, Event, InputEvent, Paste

from safespot_tui.instruments.cassette.entry import Resized
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.engine import Engine, Launch
from safespot_tui.tui.recording import Given, give

_LEAVING = frozenset({"ctrl+c", "ctrl+q"})


class ReplayApp(MessengerApp):
    """Takes what it is given by the cassette, and nothing from the terminal but its size."""

    def __init__(self, engine: Engine, launch: Launch) -> None:
        super().__init__(engine, launch)
        self._given: list[Event] = []

    def give(self, given: Given) -> None:
        """The user did this, when it was recorded."""
        # A terminal that is looked at has the size that it has.
        if self.is_headless or not isinstance(given, Resized):
            self._given.append(give(self, given))

    async def on_event(self, event: Event) -> None:
        """What nobody was given is from who looks on."""
        is_input = isinstance(event, InputEvent | Paste | AppFocus | AppBlur)
        if not is_input or event.is_forwarded or self._was_given(event):
            await super().on_event(event)
        elif getattr(event, "key", "") in _LEAVING:
            self.exit()

    def _was_given(self, event: Event) -> bool:
        # Events are told apart by which they are: two of the same key are equal.
        given = [each for each in self._given if each is not event]
        was_given = len(given) != len(self._given)
        self._given = given
        return was_given

    def copy_to_clipboard(self, text: str) -> None:
        """Nobody's clipboard is written."""
        self._clipboard = text

    def tell_terminal(self, sequence: str) -> None:
        """Nor is a window named, nor anybody told of what came."""
