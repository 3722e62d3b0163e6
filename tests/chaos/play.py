"""Plays a schedule with the real client in a terminal, and says what came of it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import assert_never

from tests.chaos import brisk_client, held_server
from tests.chaos.deployed_town import DeployedTown
from tests.chaos.faults import Point
from tests.chaos.hooks import Backing
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.schedule import Schedule
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
from tests.chaos.towns import Blueprint, BundledTown, Town
from tests.chaos.typist import Command, Typist
from tests.chaos.verdict import problems
from tests.chaos.window import MARKER, PATIENCE
from tests.postgres.cluster import Cluster

CLIENT: Command = (sys.executable, brisk_client.__file__)


class Broke(AssertionError):
    """A promise did not hold. Shows the schedule, which its seed makes again."""


class Places:
    """Where runs are played: a proxy, and a blueprint for each kind of database."""

    def __init__(self, folder: Path, proxy: ThreadedProxy, cluster: Cluster) -> None:
        self.proxy = proxy
        self.server = held_server.__file__
        """The program that is the bundled server."""
        self._folder = folder
        self._cluster = cluster
        self._blueprints: dict[Backing, Blueprint] = {}

    @contextmanager
    def town(self, backing: Backing, folder: Path) -> Iterator[Town]:
        """A server of that kind, with nothing between it and whoever comes to it."""
        self.proxy.heal()
        if backing is Backing.DEPLOYED:
            town = DeployedTown(folder, self.proxy)
            try:
                yield town
            finally:
                town.close()
            return
        with self._blueprint(backing).copied_to(folder) as store:
            town = BundledTown(folder, store, self.proxy, self.server)
            try:
                yield town
            finally:
                town.close()

    def _blueprint(self, backing: Backing) -> Blueprint:
        """Made when it is wanted first."""
        if backing not in self._blueprints:
            cluster = self._cluster if backing is Backing.POSTGRESQL else None
            folder = self._folder / backing.name.lower()
            self._blueprints[backing] = Blueprint(folder, self.proxy, cluster)
        return self._blueprints[backing]


def play(
    schedule: Schedule,
    folder: Path,
    places: Places,
    client: Command = CLIENT,
    *,
    patience: float = PATIENCE,
) -> None:
    """Play it all, heal, and compare. Raises `Broke`.

    `patience` is how many seconds the client is given to come to a hook, and after all has healed.
    """
    with places.town(schedule.backing, folder) as town:
        stage = _Stage(town, places.proxy, client, patience)
        at: Step | str = "the first start"
        try:
            stage.open()
            for at in schedule.steps:
                stage.do(at)
            at = "the end, all healed"
            found = stage.heal_and_compare()
        except AssertionError as error:
            raise Broke(f"at {at}: {error}\n{schedule}\n{_again(schedule)}") from error
        finally:
            stage.close()
    if found:
        raise Broke("\n".join([*found, str(schedule), _again(schedule)]))


def _again(schedule: Schedule) -> str:
    return f"again: python -m tests.chaos.soak --seed {schedule.seed} --runs 1"


class _Stage:
    """The town, the client in front of it, and what is between them."""

    def __init__(self, town: Town, proxy: ThreadedProxy, client: Command, patience: float) -> None:
        self._town = town
        self._patience = patience
        self._proxy = proxy
        self._typist = Typist(town, client)

    def open(self) -> None:
        """Start the client, and look until all that can be deleted is there."""
        self._typist.open()
        for place, talk in enumerate(self._typist.talks.values()):
            if talk.typed:
                self._typist.look_at(place)
                self._typist.screen.wait_shown(talk.typed)

    # ---------------------------------------------------------------------------- steps

    def do(self, step: Step) -> None:
        match step:
            case Say() | Show():
                self._typist.want(step)
            case Delete():
                # What is to be deleted has to arrive first.
                self._proxy.end_silence()
                self._typist.want(step)
            case BringBack():
                self._typist.bring_back(step)
            case Hear(place, marker):
                title = self._town.titles[place]
                self._town.hear(title, marker)
                self._typist.talks[title].heard.append(marker)
            case Order(fault):
                self._proxy.do(lambda it: it.orders.add(fault))
            case Latency(seconds):
                self._proxy.do(lambda it: setattr(it.orders, "latency", seconds))
            case CutStreams():
                self._proxy.do(lambda it: it.cut(streams_only=True))
            case Refuse():
                self._proxy.do(lambda it: (it.refuse(), it.cut()))
            case Heal():
                self._proxy.heal()
            case KillAt():
                self._kill_at(step)
            case KillInTransaction(who, say):
                self._kill_in_transaction(who, say)
            case KillSoon(who, milliseconds, wish):
                self._kill_soon(who, milliseconds, wish)
            case KillHolding(delete):
                self._typist.want(delete)
                self._typist.kill()
            case KillTyping(place):
                self._typist.begin_a_word(place)
                self._typist.kill()
            case Kill(who):
                self._kill(who)
            case Start(who):
                self._start(who)
            case _:
                assert_never(step)

    def _kill(self, who: Who) -> None:
        match who:
            case Who.CLIENT:
                self._typist.kill()
            case Who.SERVER:
                self._town.kill()
            case Who.DATABASE:
                self._town.kill_database()
            case _:
                assert_never(who)

    def _start(self, who: Who) -> None:
        match who:
            case Who.CLIENT:
                self._typist.open()
            case Who.SERVER:
                self._town.start()
            case Who.DATABASE:
                self._town.start_database()
            case _:
                assert_never(who)

    def _kill_at(self, step: KillAt) -> None:
        asked = step.wish.asked
        hold = self._proxy.hold(step.point, asked)
        self._typist.want(step.wish)
        what = f"the request for a {asked} held {step.point} the answer"
        self._typist.screen.look_until(hold.reached.is_set, what, self._patience)
        self._kill(step.who)
        hold.let_go() if step.goes_on else hold.break_off()

    def _kill_in_transaction(self, who: Who, say: Say) -> None:
        # Before all: what stands still on the way may be tried again, and comes through then.
        self._town.hold_commit()
        hold = self._proxy.hold(Point.BEFORE)
        self._typist.want(say)
        screen = self._typist.screen
        # One that was said before may be the one that stands still, and hold up all behind it.
        screen.look_until(
            lambda: hold.reached.is_set() or self._town.commit_is_held,
            "a message held before the server",
        )
        hold.let_go()
        screen.look_until(lambda: self._town.commit_is_held, "a transaction held")
        self._kill(who)
        self._town.let_commit()

    def _kill_soon(self, who: Who, milliseconds: int, wish: Wish) -> None:
        self._typist.type(wish)
        end = time.monotonic() + milliseconds / 1000
        while (left := end - time.monotonic()) > 0:
            self._typist.screen.read_for(left)
        self._kill(who)
        if who is Who.CLIENT:
            self._typist.leave_unseen(wish)
        else:
            self._typist.see(wish)

    # ---------------------------------------------------------------------------- the end

    def heal_and_compare(self) -> list[str]:
        """What is wrong once the network and the server are well and the client had its time."""
        self._proxy.heal()
        self._town.start_database()
        if not self._town.is_alive:
            self._town.start()
        typist = self._typist
        if not typist.is_there:
            typist.open()
        titles = self._town.titles
        late = [each for place in range(len(titles)) for each in typist.late(place, self._patience)]
        stored = self._town_has()
        typist.look_at_all()
        for title, talk in typist.talks.items():
            talk.stored = stored[title]
        found = [each for title, talk in typist.talks.items() for each in problems(title, talk)]
        return [*found, *typist.refused, *late]

    def _town_has(self) -> dict[str, list[str]]:
        return {
            title: [found for content in contents for found in MARKER.findall(content)]
            for title, contents in self._town.stored().items()
        }

    def close(self) -> None:
        self._typist.kill()
