"""What happens in a run, made of a seed: the same seed is always the same list of steps."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tests.chaos.faults import (
    SEND_DEEDS,
    STREAM_DEEDS,
    Deed,
    Fault,
    Point,
    SendFault,
    StreamFault,
)

SCENES = 5
DEPLOYED_EVERY = 4
"""One seed of so many meets the stand-in for the deployed API."""
LONGEST_MILLISECONDS = 60


class Who(StrEnum):
    CLIENT = "client"
    SERVER = "server"


@dataclass(frozen=True)
class Say:
    """Type a message into a conversation, and look until it is in the timeline."""

    place: int
    marker: str


@dataclass(frozen=True)
class Hear:
    """Somebody else writes there."""

    place: int
    marker: str


@dataclass(frozen=True)
class Order:
    """Have the proxy do that to the next message or event."""

    fault: Fault


@dataclass(frozen=True)
class Latency:
    """From here on each request and each answer takes so long."""

    seconds: float


@dataclass(frozen=True)
class CutStreams:
    """Break the streams that are open."""


@dataclass(frozen=True)
class Refuse:
    """The network is down: connections are refused, and those that are open break."""


@dataclass(frozen=True)
class Heal:
    """The network is well again."""


@dataclass(frozen=True)
class KillAt:
    """Type a message; kill as soon as it stands still at that point."""

    who: Who
    point: Point
    say: Say
    goes_on: bool
    """Whether the message, or its answer, goes on its way after the kill."""


@dataclass(frozen=True)
class KillInTransaction:
    """Type a message; kill the server between its INSERT and its COMMIT."""

    say: Say


@dataclass(frozen=True)
class KillSoon:
    """Type a message; kill so long after Enter, whatever there is to see."""

    who: Who
    milliseconds: int
    say: Say


@dataclass(frozen=True)
class KillTyping:
    """Kill the client in the middle of a word; what was not ended with Enter is nobody's loss."""

    place: int


@dataclass(frozen=True)
class Kill:
    """Kill at once."""

    who: Who


@dataclass(frozen=True)
class Start:
    """Bring back what was killed."""

    who: Who


Step = (
    Say
    | Hear
    | Order
    | Latency
    | CutStreams
    | Refuse
    | Heal
    | KillAt
    | KillInTransaction
    | KillSoon
    | KillTyping
    | Kill
    | Start
)


@dataclass(frozen=True)
class Schedule:
    """One run."""

    seed: int
    deployed: bool
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        server = "stand-in of the deployed API" if self.deployed else "bundled server"
        steps = "\n".join(f"  {number:2} {step}" for number, step in enumerate(self.steps))
        return f"seed {self.seed}, {server}:\n{steps}"


def schedule(seed: int) -> Schedule:
    """The run of a seed: both sides are killed at least once, beside other trouble."""
    return _Author(seed).schedule()


class _Author:
    """Invents scenes; each leaves client and server alive."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._deployed = seed % DEPLOYED_EVERY == DEPLOYED_EVERY - 1
        self._said = self._heard = 0

    def schedule(self) -> Schedule:
        scenes = [self._client_dies, self._server_dies]
        others = [self._bad_network, self._no_network, self._both_die, self._server_is_away]
        scenes += self._random.choices(others, [4, 1, 1, 1], k=SCENES - len(scenes))
        self._random.shuffle(scenes)
        steps: list[Step] = []
        if self._random.random() < 0.3:
            steps.append(Latency(self._random.choice((0.02, 0.1, 0.3))))
        for scene in scenes:
            steps += scene()
        return Schedule(self._seed, self._deployed, tuple(steps))

    # ---------------------------------------------------------------------------- scenes

    def _bad_network(self) -> Iterator[Step]:
        for _ in range(self._random.randint(1, 2)):
            yield Order(self._send_fault() if self._random.random() < 0.6 else self._stream_fault())
        if self._random.random() < 0.4:
            yield self._hear()
        yield self._say()
        if self._random.random() < 0.3:
            yield CutStreams()

    def _no_network(self) -> Iterator[Step]:
        yield Refuse()
        yield self._say()
        if self._random.random() < 0.5:
            yield Kill(Who.CLIENT)
            yield Start(Who.CLIENT)
        yield Heal()

    def _client_dies(self) -> Iterator[Step]:
        yield self._random.choice((self._kill_at, self._kill_soon, self._kill_typing))(Who.CLIENT)
        if self._random.random() < 0.4:
            yield self._hear()
        yield Start(Who.CLIENT)
        yield self._say()

    def _server_dies(self) -> Iterator[Step]:
        ways = [self._kill_at, self._kill_soon]
        if not self._deployed:
            ways += [lambda _: KillInTransaction(self._say())] * 2
        yield self._random.choice(ways)(Who.SERVER)
        if self._random.random() < 0.4:
            yield self._say()
        yield Start(Who.SERVER)

    def _both_die(self) -> Iterator[Step]:
        yield self._kill_at(self._random.choice([*Who]))
        yield Kill(Who.CLIENT)
        yield Kill(Who.SERVER)
        for who in self._random.sample([*Who], 2):
            yield Start(who)

    def _server_is_away(self) -> Iterator[Step]:
        yield Kill(Who.SERVER)
        yield self._say()
        if self._random.random() < 0.3:
            yield self._kill_soon(Who.CLIENT)
            yield Start(Who.CLIENT)
        yield Start(Who.SERVER)
        yield self._hear()

    # ---------------------------------------------------------------------------- parts

    def _kill_at(self, who: Who) -> Step:
        goes_on = self._random.random() < 0.3
        return KillAt(who, self._random.choice([*Point]), self._say(), goes_on)

    def _kill_soon(self, who: Who) -> Step:
        return KillSoon(who, self._random.randint(0, LONGEST_MILLISECONDS), self._say())

    def _kill_typing(self, _: Who) -> Step:
        return KillTyping(self._place())

    def _say(self) -> Say:
        self._said += 1
        return Say(self._place(), f"q{self._said:02}q")

    def _hear(self) -> Hear:
        self._heard += 1
        return Hear(self._place(), f"z{self._heard:02}z")

    def _place(self) -> int:
        return int(self._random.random() < 0.3)

    def _send_fault(self) -> SendFault:
        return SendFault(self._random.choice([*Point]), self._random.choice(SEND_DEEDS))

    def _stream_fault(self) -> StreamFault:
        deeds = [*STREAM_DEEDS]
        if self._deployed:
            # Nothing in its events tells of one that is missing: only asking again finds it, and
            # that is due once in a minute.
            deeds.remove(Deed.DROP)
        return StreamFault(self._random.choice(deeds))
