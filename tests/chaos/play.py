"""Plays a schedule with the real client in a terminal, and says what came of it."""

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import assert_never

from tests.chaos.faults import Point
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.schedule import (
    CutStreams,
    Heal,
    Hear,
    Kill,
    KillAt,
    KillInTransaction,
    KillSoon,
    KillTyping,
    Latency,
    Order,
    Refuse,
    Say,
    Schedule,
    Start,
    Step,
    Who,
)
from tests.chaos.towns import Blueprint, BundledTown, DeployedTown, Town
from tests.chaos.verdict import Talk, problems
from tests.chaos.window import CLEAR, ENTER, MARKER, PATIENCE, Window, words
from tests.e2e.people import PROGRAM
from tests.e2e.terminal import ScreenTimeout

Command = Sequence[str | os.PathLike[str]]


class Broke(AssertionError):
    """A promise did not hold. Shows the schedule, which its seed makes again."""


def play(
    schedule: Schedule,
    folder: Path,
    blueprint: Blueprint,
    proxy: ThreadedProxy,
    client: Command = (PROGRAM,),
    *,
    patience: float = PATIENCE,
) -> None:
    """Play it all, heal, and compare. Raises `Broke`.

    `patience` is how many seconds the client is given after all has healed.
    """
    proxy.heal()
    town = DeployedTown(folder, proxy) if schedule.deployed else BundledTown(
        folder, blueprint, proxy
    )  # fmt: skip
    stage = _Stage(town, proxy, client)
    at: Step | str = "the first start"
    try:
        stage.open()
        for at in schedule.steps:
            stage.do(at)
        at = "the end, all healed"
        found = stage.heal_and_compare(patience)
    except AssertionError as error:
        raise Broke(f"at {at}: {error}\n{schedule}\n{_again(schedule)}") from error
    finally:
        stage.close()
    if found:
        raise Broke("\n".join([*found, str(schedule), _again(schedule)]))


def _again(schedule: Schedule) -> str:
    return f"again: python -m tests.chaos.soak --seed {schedule.seed} --runs 1"


class _Stage:
    """The town, the client in front of it, and what was done so far."""

    def __init__(self, town: Town, proxy: ThreadedProxy, client: Command) -> None:
        self._town = town
        self._proxy = proxy
        self._client = client
        self._window: Window | None = None
        self._shown: str | None = None
        self._unseen: Say | None = None
        """What was typed and not seen before the client was killed."""
        self._sent: set[str] = set()
        self._failed: set[str] = set()
        self._talks = {title: Talk() for title in town.titles}

    # ---------------------------------------------------------------------------- the client

    @property
    def _screen(self) -> Window:
        assert self._window is not None
        return self._window

    def open(self) -> None:
        """Start the client."""
        self._window = Window(self._client, self._town.person.env)
        self._window.wait_for(self._town.titles[0])
        self._shown = None
        self._look_after_what_was_not_seen()

    def _kill_client(self) -> None:
        window, self._window = self._window, None
        if window is None:
            return
        window.kill()
        # What it had painted before, the person has seen.
        _ = window.pane
        for talk in self._talks.values():
            talk.echoed |= window.painted & {*talk.typed}
        self._sent |= window.painted_sent
        self._failed |= window.painted_failed
        window.__exit__(None, None, None)

    def _go_to(self, place: int) -> str:
        title = self._town.titles[place]
        if self._shown != title:
            self._screen.go_to(title)
            self._shown = title
        return title

    def _look_after_what_was_not_seen(self) -> None:
        """Do as people do: what is still in the composer is sent now."""
        say, self._unseen = self._unseen, None
        if say is None:
            return
        title = self._go_to(say.place)
        self._screen.settle()
        if self._screen.shown.count(say.marker) > 1:
            raise AssertionError(f"{say.marker} is in the timeline and in the composer")
        if say.marker in self._screen.shown:
            if not self._screen.is_echoed(say.marker):
                self._screen.type(ENTER)
            self._see(title, say.marker)
        else:
            self._screen.type(CLEAR)

    # ---------------------------------------------------------------------------- typing

    def _type(self, say: Say) -> str:
        title = self._go_to(say.place)
        self._talks[title].typed.append(say.marker)
        self._screen.type(words(say.marker) + ENTER)
        return title

    def _see(self, title: str, marker: str) -> None:
        self._screen.look_until(lambda: self._screen.is_echoed(marker), f"{marker} shown")
        self._talks[title].echoed.add(marker)

    def _say(self, say: Say) -> None:
        self._see(self._type(say), say.marker)

    # ---------------------------------------------------------------------------- steps

    def do(self, step: Step) -> None:
        match step:
            case Say():
                self._say(step)
            case Hear(place, marker):
                title = self._town.titles[place]
                self._town.hear(title, marker)
                self._talks[title].heard.append(marker)
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
            case KillInTransaction(say):
                self._kill_in_transaction(say)
            case KillSoon(who, milliseconds, say):
                self._kill_soon(who, milliseconds, say)
            case KillTyping(place):
                self._go_to(place)
                self._screen.type(words("")[:20])
                self._kill(Who.CLIENT)
            case Kill(who):
                self._kill(who)
            case Start(who):
                self._town.start() if who is Who.SERVER else self.open()
            case _:
                assert_never(step)

    def _kill(self, who: Who) -> None:
        if who is Who.CLIENT:
            self._kill_client()
        else:
            self._town.kill()

    def _kill_at(self, step: KillAt) -> None:
        hold = self._proxy.hold(step.point)
        self._say(step.say)
        self._screen.look_until(hold.reached.is_set, f"a message held {step.point} the server")
        self._kill(step.who)
        hold.let_go() if step.goes_on else hold.break_off()

    def _kill_in_transaction(self, say: Say) -> None:
        # Before all: what stands still on the way may be tried again, and comes through then.
        self._town.hold_commit()
        hold = self._proxy.hold(Point.BEFORE)
        self._say(say)
        self._screen.look_until(hold.reached.is_set, "a message held before the server")
        hold.let_go()
        self._screen.look_until(lambda: self._town.commit_is_held, "a transaction held")
        self._town.kill()

    def _kill_soon(self, who: Who, milliseconds: int, say: Say) -> None:
        title = self._type(say)
        end = time.monotonic() + milliseconds / 1000
        while (left := end - time.monotonic()) > 0:
            self._screen.read_for(left)
        self._kill(who)
        if who is Who.CLIENT:
            self._unseen = say
        else:
            self._see(title, say.marker)

    # ---------------------------------------------------------------------------- the end

    def heal_and_compare(self, patience: float) -> list[str]:
        """What is wrong once the network and the server are well and the client had its time."""
        self._proxy.heal()
        if not self._town.is_alive:
            self._town.start()
        if self._window is None:
            self.open()
        late = [
            problem
            for place, title in enumerate(self._town.titles)
            for problem in self._late(place, self._talks[title], patience)
        ]
        stored = self._town_has()
        for place, title in enumerate(self._town.titles):
            talk = self._talks[title]
            self._go_to(place)
            self._screen.settle()
            talk.shown = self._screen.shown
            talk.stored = stored[title]
        self._kill_client()
        for talk in self._talks.values():
            talk.painted_sent = self._sent & {*talk.typed}
        found = [each for title, talk in self._talks.items() for each in problems(title, talk)]
        refused = [f"{marker} was refused" for marker in sorted(self._failed)]
        return [*found, *refused, *late]

    def _late(self, place: int, talk: Talk, patience: float) -> Iterator[str]:
        """What the screen does not say in time; nothing as soon as it says all of it."""
        self._go_to(place)
        screen, expected = self._screen, {*talk.echoed, *talk.heard}
        try:
            screen.look_until(
                lambda: expected <= {*screen.shown} and all(map(screen.is_sent, talk.echoed)),
                f"{sorted(expected)} shown, and {sorted(talk.echoed)} sent",
                patience,
            )
        except ScreenTimeout as timeout:
            yield str(timeout)

    def _town_has(self) -> dict[str, list[str]]:
        return {
            title: [found for content in contents for found in MARKER.findall(content)]
            for title, contents in self._town.stored().items()
        }

    def close(self) -> None:
        self._kill_client()
        self._town.close()
