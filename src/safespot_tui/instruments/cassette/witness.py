"""Who is told by an app what its user does: whoever records it, and whoever plays it again."""

from collections.abc import Callable
from typing import Protocol

from safespot_tui.instruments.cassette.entry import Input, Scene
from safespot_tui.store.store import Store


class Witness(Protocol):
    """Told in the order in which it happens."""

    on_failure: Callable[[], object]
    """Called, once, when nothing more can be taken down."""

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        ...

    def begin(self, scene: Scene) -> None:
        """The app stands."""
        ...

    def note(self, given: Input) -> None:
        """The user, or the terminal, did something."""
        ...

    def end(self, store: Store, screen: str) -> None:
        """The user leaves; this is what is known and shown. Said again, it counts once."""
        ...
