"""Tells a witness what an app's user does, from when the app stands until they leave it."""

from typing import TYPE_CHECKING

import msgspec
from textual.events import Event

from safespot_tui.i18n import _
from safespot_tui.instruments.cassette.entry import Did
from safespot_tui.instruments.cassette.witness import Witness
from safespot_tui.tui.recording import input_of, scene_of, screen_of

if TYPE_CHECKING:
    from safespot_tui.tui.app import MessengerApp


class Witnessing:
    """Of one app. Nothing in the app depends on it."""

    def __init__(self, app: "MessengerApp", witness: Witness) -> None:
        self._app = app
        self._witness = witness
        witness.on_failure = self._tell_of_failure
        self._memory = msgspec.json.encode(app.remembered.memory)

    def begin(self) -> None:
        """The app stands."""
        main = self._app.main
        silent = main is not None and main.store.is_silent
        self._witness.begin(scene_of(self._app, self._memory, silent=silent))

    def note(self, event: Event) -> None:
        """Something came in, from whomever; what comes up from a widget has come in before."""
        if event.is_forwarded:
            return
        given = input_of(self._app, event, self._witness.elapsed)
        if given is not None:
            self._witness.note(given)

    def note_action(self, action_id: str, words: str) -> None:
        """Somebody who drives the app has it do something."""
        self._witness.note(Did(self._witness.elapsed, action_id, words))

    def end(self) -> None:
        """The user leaves: what is on the screen now is the last that they saw."""
        main = self._app.main
        if main is not None and self._app.screen_stack:
            main.beat.flush()
            self._witness.end(main.store, screen_of(self._app))

    def _tell_of_failure(self) -> None:
        sentence = _("The recording ends here: it could not be written any further.")
        self._app.notify(sentence, severity="warning", markup=False)


def witnessing_of(app: "MessengerApp") -> Witnessing | None:
    """Where there is a witness."""
    instruments = app.launch.instruments
    witness = instruments.witness if instruments is not None else None
    return None if witness is None else Witnessing(app, witness)
