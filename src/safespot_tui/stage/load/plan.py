"""What a load is: how many write how much for how long, decided by a seed before it begins."""

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum
from random import Random

from msgspec import Struct


class Role(StrEnum):
    """What is special about a client's line."""

    STEADY = "steady"
    SLOW = "slow"
    """It reads its stream more slowly than it could."""
    CUT = "cut"
    """Its stream breaks again and again, and is resumed."""


class Plan(Struct, frozen=True):
    """What is asked for. Times are in seconds, shares from 0 to 1."""

    clients: int = 10
    rate: float = 5.0
    """Messages a second, of all clients together."""
    duration: float = 30.0
    seed: int = 1
    """The same, and everybody wants to write the same at the same times."""
    group_size: int = 5
    """Members of a group; below 3 there are none."""
    slow: float = 0.1
    """The share of clients that are `SLOW`."""
    slow_by: float = 1.0
    """For how long those read nothing, before they read all that has come."""
    cut: float = 0.2
    """The share of clients that are `CUT`."""
    cut_every: float = 5.0
    """Between two cuts of one stream, on average."""
    patience: float = 15.0
    """How long it is waited for what is still on its way at the end."""

    def roles(self) -> Sequence[Role]:
        """Of each client; one at least is steady, and tells what others are measured against."""
        slow = min(math.ceil(self.clients * self.slow), self.clients - 1)
        cut = min(math.ceil(self.clients * self.cut), self.clients - 1 - slow)
        steady = self.clients - slow - cut
        return [Role.STEADY] * steady + [Role.SLOW] * slow + [Role.CUT] * cut

    def cuts(self, client: int) -> Iterator[float]:
        """When the stream of a client is cut, in seconds from the beginning."""
        chance = Random(f"cuts {self.seed} {client}")  # noqa: S311 - to be the same each time
        return self._moments(chance, self.cut_every)

    def dues(self, client: int) -> Iterator["Due"]:
        """What a client writes, in its order: after each message it thinks, for some time."""
        chance = Random(f"dues {self.seed} {client}")  # noqa: S311 - to be the same each time
        for number, at in enumerate(self._moments(chance, self.clients / self.rate)):
            yield Due(number, at, chance.random())

    def _moments(self, chance: Random, apart: float) -> Iterator[float]:
        at = chance.expovariate(1 / apart)
        while at < self.duration:
            yield at
            at += chance.expovariate(1 / apart)


class Due(Struct, frozen=True):
    """A message that shall be written."""

    number: int
    """Among those of one client."""
    at: float
    """In seconds from the beginning. What comes later than it should is late, not delayed."""
    where: float
    """From 0 up to 1: which of the client's conversations."""
