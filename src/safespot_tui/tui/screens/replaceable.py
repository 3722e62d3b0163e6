"""A first screen that can give way to another."""

from textual.screen import Screen


class Replaceable(Screen[None]):
    """Textual takes away a callback when a screen is switched for another.

    The app's first screen has none, since nobody pushed it: without this, switching fails. Uses a
    private part of Textual, which is pinned; the tests that log in fail when it is gone.
    """

    def _pop_result_callback(self) -> None:
        if self._result_callbacks:
            super()._pop_result_callback()
