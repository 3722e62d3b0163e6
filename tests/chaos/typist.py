"""Somebody in front of the client: types, looks, and remembers what was seen."""

import os
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import assert_never

from PIL import Image

from tests.chaos.steps import BringBack, Delete, Say, Show, Wish
from tests.chaos.towns import OLD, Town
from tests.chaos.verdict import Talk
from tests.chaos.window import CLEAR, ENTER, SEND_IMAGE, Window, words
from tests.e2e.terminal import ScreenTimeout

Command = Sequence[str | os.PathLike[str]]


class Typist:
    """The client in its terminal, what was wanted of it, and what it showed."""

    def __init__(self, town: Town, client: Command) -> None:
        self._town = town
        self._client = client
        self._window: Window | None = None
        self._opened: str | None = None
        self._unseen: Wish | None = None
        """What was wanted and not seen before the client was killed."""
        self._painted_sent: set[str] = set()
        self._refused: set[str] = set()
        self.talks = {
            title: Talk(typed=[*old], echoed={*old})
            for title, old in zip(town.titles, OLD, strict=True)
        }

    # ---------------------------------------------------------------------------- the client

    @property
    def screen(self) -> Window:
        assert self._window is not None
        return self._window

    @property
    def is_there(self) -> bool:
        """Whether the client runs."""
        return self._window is not None

    def open(self) -> None:
        """Start the client, and do what was left to be done."""
        self._window = Window(self._client, self._town.person.env)
        self._window.wait_for(self._town.titles[0])
        self._opened = None
        self._look_after_what_was_not_seen()

    def kill(self) -> None:
        """Kill the client, if it runs."""
        window, self._window = self._window, None
        if window is None:
            return
        window.kill()
        # What it had painted before, the person has seen.
        _ = window.pane
        for talk in self.talks.values():
            talk.echoed |= window.painted & {*talk.typed}
        self._painted_sent |= window.painted_sent
        self._refused |= window.painted_failed
        window.__exit__(None, None, None)

    def look_at(self, place: int) -> Talk:
        """Have that conversation on the screen."""
        title = self._town.titles[place]
        if self._opened != title:
            self.screen.go_to(title)
            self._opened = title
        return self.talks[title]

    def _look_after_what_was_not_seen(self) -> None:
        """Do as people do: what is still in the composer is sent now."""
        wish, self._unseen = self._unseen, None
        if wish is None:
            return
        talk = self.look_at(wish.place)
        self.screen.settle()
        shown = self.screen.shown.count(wish.marker)
        match wish:
            case Delete() if not shown:
                talk.deleted.add(wish.marker)
            case Delete():
                # It may have been wanted on the disk only, and not on the screen yet: nobody knows.
                return
            case Say() | Show() if shown > 1:
                raise AssertionError(f"{wish.marker} is in the timeline and in the composer")
            case Say() | Show() if shown:
                if not self.screen.is_echoed(wish.marker):
                    self.screen.type(ENTER)
                self.see(wish)
            case Say() | Show():
                self.screen.type(CLEAR)
            case _:
                assert_never(wish)

    # ---------------------------------------------------------------------------- wishes

    def want(self, wish: Wish) -> None:
        """Do it, and look until it shows."""
        self.type(wish)
        self.see(wish)

    def type(self, wish: Wish) -> None:
        """Press the keys for it, to the last one."""
        talk = self.look_at(wish.place)
        match wish:
            case Say():
                talk.typed.append(wish.marker)
                self.screen.type(words(wish.marker) + ENTER)
            case Show():
                talk.typed.append(wish.marker)
                self._send_image(wish.marker)
            case Delete():
                talk.to_delete.add(wish.marker)
                self.screen.delete(wish.marker)
            case _:
                assert_never(wish)

    def see(self, wish: Wish) -> None:
        """Look until it shows: from then on it is promised."""
        talk, marker = self.look_at(wish.place), wish.marker
        if isinstance(wish, Delete):
            self.screen.look_until(lambda: marker not in self.screen.shown, f"{marker} deleted")
            talk.deleted.add(marker)
            self.screen.leave_selection()
        else:
            self.screen.look_until(lambda: self.screen.is_echoed(marker), f"{marker} shown")
            talk.echoed.add(marker)

    def leave_unseen(self, wish: Wish) -> None:
        """The client was killed before that could be seen; it is looked after at the next start."""
        self._unseen = wish

    def bring_back(self, step: BringBack) -> None:
        """Take back what was deleted last, if it is not too late."""
        delete = step.delete
        talk = self.look_at(delete.place)
        self.screen.bring_back()
        if delete.marker in self.screen.shown:
            talk.to_delete.discard(delete.marker)
            talk.deleted.discard(delete.marker)

    def begin_a_word(self, place: int) -> None:
        """Type, and do not come to the end."""
        self.look_at(place)
        self.screen.type(words("")[:20])

    def _send_image(self, marker: str) -> None:
        path = self._town.person.home / f"{marker}.png"
        path.write_bytes(_picture(marker))
        self.screen.type(SEND_IMAGE)
        self.screen.wait_for("Send an image")
        self.screen.type(f"~/{path.name}")
        self.screen.wait_for(path.name)
        self.screen.type(ENTER)
        self.screen.wait_for("another file")
        self.screen.type(f"{words(marker)}{ENTER}")

    # ---------------------------------------------------------------------------- the end

    def late(self, place: int, patience: float) -> Iterator[str]:
        """What the screen does not say in time; nothing as soon as it says all of it."""
        talk = self.look_at(place)
        screen = self.screen
        there = {*talk.echoed, *talk.heard} - talk.to_delete
        try:
            screen.look_until(
                lambda: (
                    there <= {*screen.shown}
                    and all(map(screen.is_sent, there & talk.echoed))
                    and not {*screen.shown} & talk.deleted
                    and not screen.has_to_send
                ),
                f"{sorted(there)} shown, {sorted(there & talk.echoed)} sent,"
                f" {sorted(talk.deleted)} gone",
                patience,
            )
        except ScreenTimeout as timeout:
            yield str(timeout)

    def look_at_all(self) -> None:
        """Note what is on the screen in each conversation in the end, and leave."""
        for place in range(len(self._town.titles)):
            talk = self.look_at(place)
            self.screen.settle()
            talk.shown = self.screen.shown
        self.kill()
        for talk in self.talks.values():
            talk.painted_sent = self._painted_sent & {*talk.typed}

    @property
    def refused(self) -> list[str]:
        """What the client ever said that the server does not take."""
        return [f"{marker} was refused" for marker in sorted(self._refused)]


def _picture(marker: str) -> bytes:
    """A small image of its own."""
    encoded = BytesIO()
    Image.new("RGB", (2, 2), f"#{zlib.crc32(marker.encode()) >> 8:06x}").save(encoded, "PNG")
    return encoded.getvalue()
