"""What could stand where somebody is typing, and the one who offers it.

::

    nothing ──typed the beginning of something──▶ offering ──Tab, Enter, click──▶ taken
                                                     │ ▲
                                              Escape │ │ another beginning
                                                     ▼ │
                                                  put away
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from safespot_tui.tui.screens.row_list import ListRow

MOST_OPTIONS = 8


class Option(Struct, frozen=True):
    """One thing that may be meant."""

    row: ListRow
    text: str
    """What stands there when it is taken."""


class Offer(Struct, frozen=True):
    """What may be meant by `typed`, which stands before the cursor; the best first."""

    typed: str
    options: Sequence[Option]

    @property
    def is_typed_out(self) -> bool:
        """Whether the best option is what stands there already: Enter has other things to do."""
        return self.options[0].text.strip().casefold() == self.typed.casefold()


Completer = Callable[[str], Offer | None]
"""Looks at the text before the cursor; None where it has nothing to offer. See `tokens`."""


class Popup(Protocol):
    """Where options are shown."""

    def offer(self, rows: Sequence[ListRow]) -> None:
        """Show these, the cursor on the first."""
        ...

    def put_away(self) -> None:
        """Show nothing."""
        ...

    def move(self, step: int) -> None:
        """Move the cursor."""
        ...

    @property
    def cursor(self) -> int:
        """Which row it is on."""
        ...


class Completion:
    """Shows what may be meant while it is typed, and puts there what is chosen."""

    def __init__(
        self,
        completers: Sequence[Completer],
        finish: Completer,
        popup: Popup,
        replace: Callable[[int, str], None],
    ) -> None:
        """`replace` puts a text in the place of so many characters before the cursor.

        What `finish` has to offer is taken unasked when its last character is typed.
        """
        self._completers = completers
        self._finish = finish
        self._popup = popup
        self._replace = replace
        self._offer: Offer | None = None
        self._before = ""
        self._put_away = False

    @property
    def is_offering(self) -> bool:
        """Whether something is offered now."""
        return self._offer is not None

    def look(self, before: str) -> None:
        """Something was typed, or the cursor moved: `before` is what stands before it now."""
        if before == self._before:
            return
        was_typed = before == self._before + before[-1:]
        self._before = before
        if was_typed and (finished := self._finish(before)) is not None:
            self._offer = finished
            self.take(0)
            return
        offer = next(filter(None, (complete(before) for complete in self._completers)), None)
        if offer is None:
            self._put_away = False
        self._show(None if self._put_away else offer)

    def forget(self, before: str) -> None:
        """Another text stands there now, which nobody just typed."""
        self._before = before
        self._put_away = False
        self._show(None)

    def key(self, key: str) -> bool:
        """Whether a key is about what is offered; then it has done its part."""
        if self._offer is None:
            return False
        match key:
            case "up":
                self._popup.move(-1)
            case "down":
                self._popup.move(1)
            case "tab":
                self.take(self._popup.cursor)
            case "enter" if self._popup.cursor or not self._offer.is_typed_out:
                self.take(self._popup.cursor)
            case "escape":
                self._put_away = True
                self._show(None)
            case _:
                return False
        return True

    def take(self, index: int) -> None:
        """Put an option where its beginning was typed."""
        offer = self._offer
        if offer is None or index >= len(offer.options):
            return
        text = offer.options[index].text
        self.forget(self._before.removesuffix(offer.typed) + text)
        self._replace(len(offer.typed), text)

    def _show(self, offer: Offer | None) -> None:
        self._offer = offer
        if offer is None:
            self._popup.put_away()
        else:
            self._popup.offer([option.row for option in offer.options])
