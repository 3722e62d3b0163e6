"""Cursors: how far somebody has come in their own log, and in those of conversations."""

import re

from msgspec import Struct

_CURSOR = re.compile(r"([0-9a-f]{16})\.(0|[1-9][0-9]{0,17})((?:~[1-9][0-9]{0,9}\.[0-9]{1,18})*)")


class Position(Struct, frozen=True):
    """A place in one user's log, and one in each log of a conversation that they follow.

    Another epoch is another log, whatever the numbers. Each event raises one of the places by one.
    Those of conversations come and go with the events in the own log that say so (`Turn`), so which
    there are follows from how far the own log has been read.
    """

    epoch: str
    seq: int
    places: tuple[tuple[int, int], ...] = ()
    """By the number of the conversation's log, in their order: how far that one has been read."""

    def __str__(self) -> str:
        own = f"{self.epoch}.{self.seq}"
        if not self.places:
            return own
        return own + "".join([f"~{log}.{seq}" for log, seq in self.places])

    def place(self, log: int | None) -> int | None:
        """How far it has come in that log; None stands for the own one."""
        if log is None:
            return self.seq
        for number, seq in self.places:
            if number == log:
                return seq
        return None

    def moved(self, log: int | None, to: int) -> "Position":
        """Further on in one log, or at the beginning of one that is followed from now on."""
        if log is None:
            return Position(self.epoch, to, self.places)
        places = self.places
        for index, (number, _) in enumerate(places):
            if number == log:
                moved = *places[:index], (log, to), *places[index + 1 :]
                return Position(self.epoch, self.seq, moved)
        return self._with({**dict(places), log: to})

    def without(self, log: int) -> "Position":
        """That log is not followed any more."""
        return self._with({number: seq for number, seq in self.places if number != log})

    def _with(self, places: dict[int, int]) -> "Position":
        return Position(self.epoch, self.seq, tuple(sorted(places.items())))


def parse(cursor: str) -> Position | None:
    """What `str` made of a position; None for anything else."""
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        return None
    pairs = [place.split(".") for place in match[3].split("~")[1:]]
    places = {int(log): int(seq) for log, seq in pairs}
    if len(places) != len(pairs):
        return None
    return Position(match[1], int(match[2]), tuple(sorted(places.items())))
