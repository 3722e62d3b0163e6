"""Does what is asked of one client, for however many who ask."""

import asyncio
import re
from collections.abc import Sequence
from typing import assert_never

from safespot_tui.actions.action import NotUnderstood
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.instruments.faults.permission import NotAllowed
from safespot_tui.instruments.faults.reading import BadKnob
from safespot_tui.stage.client import Client, NotSeen
from safespot_tui.stage.control.answer import Done, done
from safespot_tui.stage.control.request import (
    AskScreen,
    AskState,
    Do,
    Faults,
    Paste,
    Press,
    Type,
    Wait,
)
from safespot_tui.stage.settled import Restless
from safespot_tui.stage.tape.keys import pressed
from safespot_tui.stage.tape.problem import BadStep
from safespot_tui.sync.errors import OutboxFull

Deed = Do | Press | Type | Paste | AskState | AskScreen | Wait | Faults
"""What is about the client, and not about who asks."""

SECONDS_BETWEEN_LOOKS = 0.05
"""Each look draws the whole screen, on a client that somebody may be typing in."""
PATIENCE = 60.0
"""Seconds that anything may take until it is drawn."""


class NotDone(Exception):
    """It was not done. `code` is for programs, `str()` for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Doing:
    """Whoever asks, what goes into the client goes in whole: one thing after the other."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._turn = asyncio.Lock()

    async def do(self, deed: Deed) -> Done:
        """Do it; gives the answer. Raises `NotDone`."""
        try:
            return await self._done(deed)
        except (Restless, TimeoutError) as error:
            ended = not self.client.app.is_running
            raise NotDone("ended" if ended else "restless", str(error) or "not in time") from error
        except NotSeen as error:
            raise NotDone("not_seen", str(error)) from error
        except (BadKnob, NotAllowed) as error:
            raise NotDone(
                "bad_knob" if isinstance(error, BadKnob) else "not_allowed", str(error)
            ) from error

    async def _done(self, deed: Deed) -> Done:
        client = self.client
        match deed:
            case AskState(id=name):
                return done(name, state=client.state)
            case AskScreen(screen=form, id=name):
                return done(name, screen=client.screen if form == "text" else client.svg())
            case Wait(wait=pattern, seconds=seconds, id=name):
                compiled = _compiled(pattern)
                await client.wait_for(
                    lambda: compiled.search(client.screen) is not None,
                    seconds,
                    between=SECONDS_BETWEEN_LOOKS,
                )
                return done(name)
            case Faults(faults=words, id=name):
                client.instruments.faults.order(words)
                return done(name)
            case Do() | Press() | Type() | Paste():
                async with asyncio.timeout(PATIENCE), self._turn:
                    await self._enter(deed)
                return done(deed.id)
            case _:
                assert_never(deed)

    async def _enter(self, deed: Do | Press | Type | Paste) -> None:
        try:
            await self._entered(deed)
        except Restless:
            # Who asks it to end gets an answer all the same.
            if self.client.app.is_running:
                raise

    async def _entered(self, deed: Do | Press | Type | Paste) -> None:
        client = self.client
        match deed:
            case Do(do=action_id, words=words):
                await self._perform(action_id, words)
            case Press(press=keys):
                await client.press(*_pressed(keys))
            case Type(type=text):
                await client.type(text)
            case Paste(paste=text):
                await client.paste(text)
            case _:
                assert_never(deed)

    async def _perform(self, action_id: str, words: str) -> None:
        if action_id not in ACTIONS:
            raise NotDone("no_action", f"there is no action “{action_id}”: see docs/keys.md")
        main = self.client.app.main
        if main is None or not main.is_attached:
            raise NotDone("nobody", "nobody is logged in")
        if objection := self.client.objection(action_id):
            raise NotDone("objection", objection)
        try:
            await self.client.perform(action_id, words)
        except (GatewayError, OutboxFull, NotUnderstood) as error:
            raise NotDone("refused", error.reason) from error


def _pressed(keys: Sequence[str]) -> list[str]:
    try:
        return [pressed(key) for key in keys]
    except BadStep as error:
        raise NotDone("no_key", str(error)) from error


def _compiled(pattern: str) -> re.Pattern[str]:
    enclosed = len(pattern) > 1 and pattern.startswith("/") and pattern.endswith("/")
    try:
        return re.compile(pattern[1:-1] if enclosed else pattern, re.MULTILINE)
    except re.error as error:
        raise NotDone("bad_pattern", f"not a regular expression: {error}") from error
