"""From a fact in the store to bytes for the terminal, in this process: the screen alone."""

import asyncio
import os
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from msgspec import structs
from textual.drivers.headless_driver import HeadlessDriver

from bench.figure import MILLI, Figure, middle
from bench.home import environment
from bench.homes import Homes
from bench.neighbourhood import Neighbourhood, words
from safespot_tui.cli.session import ProfileEngine
from safespot_tui.config.profiles import load_profile
from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.conversation.timeline import TimelineView
from safespot_tui.tui.engine import Launch, OpenEngine

APPENDED = 60
OLDER = 200
PAUSE = 0.05
"""Seconds between messages, so that no frame is due when one comes."""
TOO_LONG = 10.0
SIZE = (120, 40)
SMALL, LARGE = 1_000, 100_000


class Painted(NamedTuple):
    """Seconds each."""

    appended: list[float]
    prepended: float


def measure(homes: Homes) -> Sequence[Figure]:
    """In a conversation of 100,000 messages, beside one of 1,000."""
    small, large = (_measure(homes, size) for size in (SMALL, LARGE))
    return [
        Figure(
            "append a message to 100,000: painted (floor: to 1,000)",
            *(middle(large.appended) * MILLI, "ms", middle(small.appended) * MILLI),
            at_most=3,
        ),
        Figure(f"{OLDER} older messages from the archive, no jump", large.prepended * MILLI, "ms"),
    ]


def _measure(homes: Homes, size: int) -> Painted:
    neighbourhood = Neighbourhood(conversations=10, messages=size)
    home = homes.furnished(neighbourhood)
    with patch.dict(os.environ, environment(home)):
        return asyncio.run(_watch(neighbourhood, home))


async def _watch(neighbourhood: Neighbourhood, home: Path) -> Painted:
    written: list[tuple[float, str]] = []
    profile = load_profile("default")
    if profile is None:
        raise AssertionError("nobody is logged in")
    engine = ProfileEngine(profile)
    app = MessengerApp(engine, Launch(_nobody, home / "screen.json", home / "log"))
    app.terminal_features.margins = True
    # Its frames shall be written as for a terminal; only the bytes go nowhere.
    with (
        patch.object(HeadlessDriver, "is_headless", new=property(lambda _: False)),
        patch.object(
            HeadlessDriver, "write", new=lambda _, data: written.append((time.perf_counter(), data))
        ),
    ):
        async with app.run_test(size=SIZE) as pilot:
            await pilot.press("enter")
            await pilot.pause(0.5)
            *_, last = neighbourhood.messages(0)
            appended: list[float] = []
            for number in range(1, APPENDED + 1):
                await asyncio.sleep(PAUSE)
                written.clear()
                started = time.perf_counter()
                engine.store.apply(MessageCreated(_after(last, number, neighbourhood)))
                while not (painted := _painted(written, number)):
                    if time.perf_counter() - started > TOO_LONG:
                        raise AssertionError("a message was not painted")
                    await asyncio.sleep(0)
                appended.append(painted - started)
            return Painted(appended, await _prepend(app, engine, neighbourhood))


def _painted(written: Sequence[tuple[float, str]], number: int) -> float | None:
    """When the end of a message was written."""
    return next((at for at, data in written if _ending(number) in data), None)


def _ending(number: int) -> str:
    return f"·{number}·"


async def _prepend(app: MessengerApp, engine: ProfileEngine, neighbourhood: Neighbourhood) -> float:
    timeline = app.screen.query_one(TimelineView)
    timeline.action_page(-1)
    before, rows = list(timeline.lines), len(engine.store.timeline(neighbourhood.largest).rows)
    started = time.perf_counter()
    while len(engine.store.timeline(neighbourhood.largest).rows) < min(rows + OLDER, SMALL):
        await engine.load_older(neighbourhood.largest)
    timeline.update_rows()
    elapsed = time.perf_counter() - started
    if timeline.lines != before:
        raise AssertionError("what is on the screen has jumped")
    return elapsed


def _after(last: Message, number: int, neighbourhood: Neighbourhood) -> Message:
    return structs.replace(
        last,
        id=MessageId(f"appended-{number}"),
        sender_id=neighbourhood.users[0].id,
        created_at=last.created_at + timedelta(seconds=number),
        position=last.position + number,
        content=SafeText(f"{words(Random(number), least=10)} {_ending(number)}"),
        client_message_id=None,
    )


async def _nobody(server: str, way_in: object) -> OpenEngine:
    raise AssertionError(f"nobody logs in to {server} here, as {way_in}")
