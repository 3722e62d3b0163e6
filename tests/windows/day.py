"""Windows come, go and die while everybody writes; in the end all is counted."""

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median

import apsw

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.ids import ConversationId
from safespot_tui.sync.session import new_origin
from tests.windows.household import FAIL_OVER_SECONDS, ROOM, Household, Window

WINDOWS = 3
PAUSE = 0.02
"""Seconds between two things that somebody does."""

AWAY = 1.4
"""Seconds for which the server is away now and then, so that there is something to inherit."""

TAIL = 10
"""Messages at the end of each conversation that every window must have on the screen alike."""


@dataclass
class Figures:
    """What happened, in numbers."""

    seconds: float
    seed: int
    deeds: int = 0
    sends: int = 0
    kept: int = 0
    windows: int = 0
    leaders_killed: int = 0
    others_killed: int = 0
    adopted: int = 0
    server_stops: int = 0
    fail_overs: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        slowest = max(self.fail_overs, default=0.0)
        middle = median(self.fail_overs) if self.fail_overs else 0.0
        return (
            f"seed {self.seed}, {self.seconds:.0f} s: {self.deeds} deeds in {self.windows} windows,"
            f" {self.sends} sends ({self.kept} kept before their window died or the day ended),"
            f" {self.adopted} adopted; {self.leaders_killed} leaders and {self.others_killed}"
            f" others killed, the server {self.server_stops} times;"
            f" fail-over {middle:.2f} s (median), {slowest:.2f} s (longest)"
        )


@dataclass(frozen=True)
class Typed:
    """A message that was typed somewhere."""

    window: Window
    conversation_id: ConversationId
    text: str


class Day:
    """One seed decides all that is done; when, the machine does."""

    def __init__(
        self,
        household: Household,
        seed: int,
        *,
        seconds: float,
        kills: int,
        rest: float = 60.0,
        mutants: Sequence[str] = (),
    ) -> None:
        """`rest` is for how long everything may take to arrive when all is whole again."""
        self.household = household
        self.figures = Figures(seconds, seed)
        self._random = random.Random(seed)
        self._kills = kills
        self._rest = rest
        self._mutants = mutants
        self._typed: list[Typed] = []
        self._numbers = itertools.count()
        self._late: list[float] = []

    async def live(self) -> list[str]:
        """Live it; gives what was found to be wrong."""
        await self.household.open_leading(WINDOWS, *self._mutants)
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(self._write())
            await self._bring_death()
            writing.cancel()
        try:
            async with asyncio.timeout(self._rest):
                await self._come_to_rest()
        except TimeoutError:
            return ["it never came to rest", *await self._wrong_with_messages()]
        wrong = await self._wrong_with_messages()
        wrong += await self._wrong_on_screens()
        for window in self.household.alive:
            await window.close()
        wrong += await self._wrong_in_the_archive()
        return wrong + self._wrong_in_what_was_told()

    # ---------------------------------------------------------------------------- what is done

    async def _write(self) -> None:
        while True:
            await asyncio.sleep(PAUSE * self._random.random() * 2)
            alive = self.household.alive
            if not alive:
                continue
            window = self._random.choice(alive)
            conversation_id = self._random.choice(self.household.conversations)
            self.figures.deeds += 1
            match self._random.randrange(10):
                case 0 | 1 | 2 | 3 | 4:
                    text = f"{self.household.windows.index(window)}-{next(self._numbers)}"
                    self._typed.append(Typed(window, conversation_id, text))
                    self.figures.sends += 1
                    window.ask("send", conversation_id, text=text)
                case 5 | 6:
                    await self.household.say(f"marta-{next(self._numbers)}", conversation_id)
                case 7:
                    window.ask("draft", conversation_id, text=f"draft {next(self._numbers)}")
                case 8:
                    window.ask("read", conversation_id)
                case _:
                    pinned = self._random.random() < 0.5
                    window.ask("flag", conversation_id, pinned=pinned)

    async def _bring_death(self) -> None:
        pause = self.figures.seconds / self._kills
        for number in range(self._kills):
            begun = asyncio.get_running_loop().time()
            away = number % 2 == 0
            if away:
                self.figures.server_stops += 1
                await self.household.stop_server()
                await asyncio.sleep(AWAY / 2)
            if number % 3 == 2:
                await self._kill_one_that_does_not_lead()
            await self._kill_the_leader()
            if away:
                await asyncio.sleep(AWAY / 2)
                await self.household.start_server()
            while len(self.household.alive) < WINDOWS:
                # The server may be away still for what others know of it: not all come to be live.
                await self.household.begin(*self._mutants)
            rest = pause - (asyncio.get_running_loop().time() - begun)
            await asyncio.sleep(max(0.0, rest))

    async def _kill_the_leader(self) -> None:
        await self.household.until(lambda: self.household.leader)
        leader = self.household.leader
        assert leader is not None
        await leader.kill()
        self.figures.leaders_killed += 1
        with suppress(TimeoutError):
            _, seconds = await self.household.new_leader(after=leader)
            self.figures.fail_overs.append(seconds)
            return
        self._late.append(FAIL_OVER_SECONDS + ROOM)

    async def _kill_one_that_does_not_lead(self) -> None:
        for window in self.household.alive:
            if not window.leads:
                await window.kill()
                self.figures.others_killed += 1
                return

    async def _come_to_rest(self) -> None:
        """The network is whole: nothing is on its way any more, and everybody has heard of all."""
        await self.household.until_on_the_server(
            *(typed.text for typed in self._kept()), within=self._rest
        )
        for window in self.household.alive:
            while True:
                heads = {
                    conversation.id: conversation.head_position
                    for conversation in (
                        await self.household.sofia.snapshot()
                    ).entities.conversations
                }
                state = await window.state()
                if state["live"] and state["heads"] == heads and not state["unsettled"]:
                    break
                await asyncio.sleep(0.1)

    # ---------------------------------------------------------------------------- what is wrong

    def _kept(self) -> list[Typed]:
        """What windows said to have kept: it must not be lost."""
        kept = {told["text"] for window in self.household.windows for told in window.all("kept")}
        return [typed for typed in self._typed if typed.text in kept]

    async def _wrong_with_messages(self) -> list[str]:
        there = await self.household.on_the_server()
        counts = Counter(text for texts in there.values() for text in texts)
        kept = self._kept()
        self.figures.kept = len(kept)
        wrong = [f"lost: {typed.text}" for typed in kept if not counts[typed.text]]
        wrong += [f"{count} times: {text}" for text, count in counts.items() if count > 1]
        for window, conversation_id in {(typed.window, typed.conversation_id) for typed in kept}:
            typed_there = [
                typed.text
                for typed in self._typed
                if (typed.window, typed.conversation_id) == (window, conversation_id)
                and counts[typed.text]
            ]
            texts = there[conversation_id]
            places = [texts.index(text) for text in typed_there if text in texts]
            if places != sorted(places):
                wrong.append(f"not in the order typed: {typed_there}")
        return wrong

    async def _wrong_on_screens(self) -> list[str]:
        wrong: list[str] = []
        there = await self.household.on_the_server()
        for window in self.household.alive:
            for conversation_id, texts in there.items():
                rows = await window.rows(conversation_id)
                shown = min(len(rows), TAIL)
                if rows[-shown:] != texts[-shown:] or len(rows) != len(set(rows)):
                    wrong.append(f"a screen shows {rows[-shown:]}, not {texts[-shown:]}")
        return wrong

    async def _wrong_in_the_archive(self) -> list[str]:
        path = self.household.archive
        connection = apsw.Connection(str(path))
        wrong = [
            f"integrity: {said}"
            for (said,) in connection.execute("PRAGMA integrity_check")
            if said != "ok"
        ]
        wrong += [
            f"still to be sent: {n}" for (n,) in connection.execute("SELECT sequence FROM outbox")
        ]
        connection.close()
        archive = Archive(path, new_origin())
        contents, aside = archive.contents, archive.set_aside
        archive.close()
        if aside is not None or contents is None:
            return [*wrong, f"damaged: {aside}"]
        snapshot = await self.household.sofia.snapshot()
        restored = contents.restored.entities
        for what, stored, true in (
            ("conversations", restored.conversations, snapshot.entities.conversations),
            ("members", restored.members, snapshot.entities.members),
            ("last messages", restored.messages, snapshot.entities.messages),
            ("cursor", [contents.cursor], [snapshot.cursor]),
        ):
            if _sorted(stored) != _sorted(true):
                wrong.append(f"the archive's {what}: {_sorted(stored)}, not {_sorted(true)}")
        return wrong

    def _wrong_in_what_was_told(self) -> list[str]:
        windows = self.household.windows
        self.figures.windows = len(windows)
        self.figures.adopted = sum(
            told["count"] for window in windows for told in window.all("adopted")
        )
        wrong = [f"log: {told['words']}" for window in windows for told in window.all("log")]
        wrong += [
            f"refused: {told['reason']}" for window in windows for told in window.all("refused")
        ]
        wrong += [f"nobody led for {seconds} s" for seconds in self._late]
        wrong += [
            f"fail-over took {seconds:.2f} s"
            for seconds in self.figures.fail_overs
            if seconds > FAIL_OVER_SECONDS + ROOM
        ]
        return wrong + several_wrote(windows)


def several_wrote(windows: Iterable[Window]) -> list[str]:
    """Windows that wrote what the server said between the first and the last time another did."""
    spans = sorted(
        (facts[0]["begun"], facts[-1]["at"], number)
        for number, window in enumerate(windows)
        if (facts := window.all("facts"))
    )
    return [
        f"windows {one} and {two} wrote at the same time"
        for (_, end, one), (begin, _, two) in itertools.pairwise(spans)
        if begin < end
    ]


def _sorted(values: Iterable[object]) -> list[str]:
    return sorted(map(repr, values))
