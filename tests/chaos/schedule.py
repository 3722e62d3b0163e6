"""What happens in a run, made of a seed: the same seed is always the same list of steps."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from tests.chaos.faults import (
    SEND_DEEDS,
    STREAM_DEEDS,
    Asked,
    Deed,
    Point,
    SendFault,
    StreamFault,
)
from tests.chaos.hooks import AtRequest, Backing, Hook, Moment, Soon, hooks
from tests.chaos.steps import (
    BringBack,
    CutStreams,
    Delete,
    Heal,
    Hear,
    Kill,
    KillAt,
    KillHolding,
    KillInTransaction,
    KillSoon,
    KillTyping,
    Latency,
    Order,
    Refuse,
    Say,
    Show,
    Start,
    Step,
    Who,
    Wish,
)
from tests.chaos.towns import OLD

SCENES = 5
TURNS = (
    Backing.FILE,
    Backing.POSTGRESQL,
    Backing.DEPLOYED,
    Backing.FILE,
    Backing.POSTGRESQL,
)
"""What seeds meet, one after the other."""
DATABASE_DEATHS = 2
LONGEST_MILLISECONDS = 60


@dataclass(frozen=True)
class Schedule:
    """One run."""

    seed: int
    backing: Backing
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        steps = "\n".join(f"  {number:2} {step}" for number, step in enumerate(self.steps))
        return f"seed {self.seed}, {self.backing}:\n{steps}"


def schedule(seed: int) -> Schedule:
    """The run of a seed: all that can be killed is, at the hook whose turn it is; and more."""
    return _Author(seed).schedule()


class _Author:
    """Invents scenes; each leaves everybody alive."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._random = random.Random(seed)
        self._backing = TURNS[seed % len(TURNS)]
        self._said = self._heard = 0
        self._old = [(place, marker) for place, markers in enumerate(OLD) for marker in markers]
        """What can be deleted at any time."""
        self._new: list[tuple[int, str]] = []
        """What can be deleted once it has arrived."""

    def schedule(self) -> Schedule:
        deaths = (
            *((self._client_dies, hook) for hook in self._due(Who.CLIENT)),
            *((self._server_dies, hook) for hook in self._due(Who.SERVER)),
            *((self._database_dies, hook) for hook in self._due(Who.DATABASE, DATABASE_DEATHS)),
        )
        scenes = [partial(scene, hook) for scene, hook in deaths]
        others = [
            self._bad_network,
            self._no_network,
            self._both_die,
            self._server_is_away,
            self._changes_their_mind,
        ]
        scenes += self._random.choices(others, [4, 1, 1, 1, 1], k=SCENES - len(scenes))
        self._random.shuffle(scenes)
        steps: list[Step] = []
        if self._random.random() < 0.3:
            steps.append(Latency(self._random.choice((0.02, 0.1, 0.3))))
        for scene in scenes:
            steps += scene()
        return Schedule(self._seed, self._backing, tuple(steps))

    def _due(self, who: Who, count: int = 1) -> list[Hook]:
        """The hooks whose turn it is: seeds that can reach the same ones share them out."""
        there = hooks(who, self._backing)
        if not there:
            return []
        rounds, turn = divmod(self._seed, len(TURNS))
        shares = [hooks(who, backing) == there for backing in TURNS]
        before = rounds * sum(shares) + sum(shares[:turn])
        return [there[(before * count + each) % len(there)] for each in range(count)]

    # ---------------------------------------------------------------------------- scenes

    def _bad_network(self) -> Iterator[Step]:
        wishes: list[Wish] = []
        for _ in range(self._random.randint(1, 2)):
            if self._random.random() < 0.6:
                wishes.append(self._wish(self._any_request()))
                yield Order(self._send_fault(wishes[-1].asked))
            else:
                yield Order(self._stream_fault())
        if self._random.random() < 0.4:
            yield self._hear()
        yield from wishes or [self._say()]
        if self._random.random() < 0.3:
            yield CutStreams()

    def _no_network(self) -> Iterator[Step]:
        yield Refuse()
        yield self._wish(self._any_request(), arrives=False)
        if self._random.random() < 0.5:
            yield Kill(Who.CLIENT)
            yield Start(Who.CLIENT)
        yield Heal()

    def _client_dies(self, hook: Hook) -> Iterator[Step]:
        yield self._kill(Who.CLIENT, hook)
        if self._random.random() < 0.4:
            yield self._hear()
        yield Start(Who.CLIENT)
        yield self._say()

    def _server_dies(self, hook: Hook) -> Iterator[Step]:
        yield self._kill(Who.SERVER, hook)
        if self._random.random() < 0.4:
            yield self._say()
        yield Start(Who.SERVER)

    def _database_dies(self, hook: Hook) -> Iterator[Step]:
        """The server stays, and comes to its database again by itself."""
        yield self._kill(Who.DATABASE, hook)
        if self._random.random() < 0.4:
            yield self._say()
        yield Start(Who.DATABASE)
        if self._random.random() < 0.4:
            yield self._say()

    def _both_die(self) -> Iterator[Step]:
        first = self._random.choice([Who.CLIENT, Who.SERVER])
        yield self._kill_at(first, self._any_point(), self._wish(self._any_request()))
        yield Kill(Who.CLIENT)
        yield Kill(Who.SERVER)
        for who in self._random.sample([Who.CLIENT, Who.SERVER], 2):
            yield Start(who)

    def _server_is_away(self) -> Iterator[Step]:
        yield Kill(Who.SERVER)
        yield self._wish(self._any_request(), arrives=False)
        if self._random.random() < 0.3:
            yield self._kill_soon(Who.CLIENT, Asked.MESSAGE)
            yield Start(Who.CLIENT)
        yield Start(Who.SERVER)
        yield self._hear()

    def _changes_their_mind(self) -> Iterator[Step]:
        wish = self._wish(Asked.DELETION)
        yield wish
        if isinstance(wish, Delete):
            yield BringBack(wish)
        yield self._say()

    # ---------------------------------------------------------------------------- deaths

    def _kill(self, who: Who, hook: Hook) -> Step:
        match hook:
            case AtRequest(point, asked):
                return self._kill_at(who, point, self._wish(asked))
            case Soon(asked):
                return self._kill_soon(who, asked)
            case Moment.TYPING:
                return KillTyping(self._place())
            case Moment.HOLDING:
                wish = self._wish(Asked.DELETION)
                return KillHolding(wish) if isinstance(wish, Delete) else Kill(Who.CLIENT)
            case Moment.COMMITTING:
                return KillInTransaction(who, self._say())
            case _:
                assert_never(hook)

    def _kill_at(self, who: Who, point: Point, wish: Wish) -> KillAt:
        return KillAt(who, point, wish, goes_on=self._random.random() < 0.3)

    def _kill_soon(self, who: Who, asked: Asked) -> KillSoon:
        wish = self._wish(asked)
        if not isinstance(wish, Delete):
            # Nobody knows whether it will be there to be deleted.
            self._new.remove((wish.place, wish.marker))
        return KillSoon(who, self._random.randint(0, LONGEST_MILLISECONDS), wish)

    # ---------------------------------------------------------------------------- parts

    def _wish(self, asked: Asked, *, arrives: bool = True) -> Wish:
        """Something that has that request in the end; a message, if there is nothing to delete.

        Say if nothing `arrives` now.
        """
        match asked:
            case Asked.MESSAGE:
                return self._say()
            case Asked.IMAGE:
                return Show(*self._another())
            case Asked.DELETION:
                if self._new and arrives and self._random.random() < 0.3:
                    return Delete(*self._new.pop())
                return Delete(*self._old.pop(0)) if self._old else self._say()
            case _:
                assert_never(asked)

    def _say(self) -> Say:
        return Say(*self._another())

    def _another(self) -> tuple[int, str]:
        self._said += 1
        self._new.append((self._place(), f"q{self._said:02}q"))
        return self._new[-1]

    def _hear(self) -> Hear:
        self._heard += 1
        return Hear(self._place(), f"z{self._heard:02}z")

    def _place(self) -> int:
        return int(self._random.random() < 0.3)

    def _any_request(self) -> Asked:
        (asked,) = self._random.choices([*Asked], [3, 1, 1])
        return asked

    def _any_point(self) -> Point:
        return self._random.choice([*Point])

    def _send_fault(self, asked: Asked) -> SendFault:
        return SendFault(self._any_point(), self._random.choice(SEND_DEEDS), asked)

    def _stream_fault(self) -> StreamFault:
        deeds = [*STREAM_DEEDS]
        if self._backing is Backing.DEPLOYED:
            # Nothing in its events tells of one that is missing: only asking again finds it, and
            # that is due once in a minute.
            deeds.remove(Deed.DROP)
        return StreamFault(self._random.choice(deeds))


def killed_at(step: Step) -> tuple[Who, Hook] | None:
    """Which hook a step is about, if any."""
    match step:
        case KillAt(who, point, wish):
            return who, AtRequest(point, wish.asked)
        case KillSoon(who, _, wish):
            return who, Soon(wish.asked)
        case KillInTransaction(who):
            return who, Moment.COMMITTING
        case KillHolding():
            return Who.CLIENT, Moment.HOLDING
        case KillTyping():
            return Who.CLIENT, Moment.TYPING
        case _:
            return None
