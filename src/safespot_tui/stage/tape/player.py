"""Plays a tape: one step after another, each done before the next."""

import asyncio
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, assert_never

from msgspec import structs

from safespot_tui import i18n
from safespot_tui.actions.action import NotUnderstood
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import N_, _
from safespot_tui.instruments.faults.permission import NotAllowed
from safespot_tui.stage.cast import Cast, NobodyPlays
from safespot_tui.stage.client import Client
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Result,
    Screen,
    Skipped,
    StepStatus,
    TapeOutcome,
    Unreadable,
)
from safespot_tui.stage.report.outcome import Step as Done
from safespot_tui.stage.settled import Restless
from safespot_tui.stage.tape.alias import with_aliases
from safespot_tui.stage.tape.backstage import Backstage
from safespot_tui.stage.tape.company import Company
from safespot_tui.stage.tape.expecting import Expecting
from safespot_tui.stage.tape.lint import problems_of
from safespot_tui.stage.tape.script import (
    As,
    Close,
    Command,
    Do,
    Expect,
    ExpectHealthy,
    ExpectNot,
    ExpectStore,
    ExpectSynced,
    Fault,
    GivenDm,
    GivenGroup,
    GivenMessages,
    Heal,
    Open,
    Paste,
    Press,
    Resize,
    Restart,
    Role,
    Screenshot,
    Script,
    Server,
    ServerOrder,
    Sleep,
    Step,
    Type,
    Wait,
)
from safespot_tui.stage.tape.unmet import Unmet
from safespot_tui.stage.tape.witness import picture, witnesses

MARGIN_SECONDS = 30.0
"""By how much longer than the tape's deadline a step may take that is not told to wait."""


class OwnServer(Protocol):
    """A server that a tape may stop and start."""

    async def start(self) -> None:
        """Serve, at the same address as before."""
        ...

    async def stop(self) -> None:
        """End all streams and answer nobody any more."""
        ...


class Audience(Protocol):
    """Looks on."""

    async def sees(self, step: Step, client: Client | None) -> None:
        """A step is done next, by whoever does things now; it waits until this comes back."""
        ...


async def play(
    script: Script,
    cast: Cast,
    folder: Path,
    *,
    server: OwnServer | None = None,
    audience: Audience | None = None,
) -> TapeOutcome:
    """Play a tape once; what its clients keep is in `folder`, which is empty and there.

    `server` is what its `Server` steps stop and start; a tape with such steps is skipped without.
    Everything that goes wrong is in what is given back.
    """
    clock = asyncio.get_running_loop().time
    began, steps = clock(), tuple(_not_reached(step) for step in script.steps)
    result: Result
    if problems := problems_of(script):
        result = Unreadable(problems[0].sentence, problems[0].line)
    elif script.needs_own_server and server is None:
        result = Skipped(_("It stops its server, and this one is not the tape's own."))
    elif script.disturbs and not cast.may_register:
        result = Skipped(str(NotAllowed()))
    else:
        try:
            accounts = {name: await cast.account(name) for name in script.names}
        except NobodyPlays as error:
            result = Skipped(
                _("Nobody plays {name}: give them an account with --as {name}=PROFILE.").format(
                    name=error.name
                )
            )
        except GatewayError as error:
            result = Failed(error.reason)
        else:
            company = Company(accounts, folder, script.settings, may_disturb=cast.may_register)
            player = _Player(script, company, Backstage(accounts), server, audience)
            result = await player.play({name: one.alias for name, one in accounts.items()})
            steps = tuple(player.done) + steps[len(player.done) :]
    return TapeOutcome(
        file=script.file,
        result=result,
        seconds=clock() - began,
        source=script.source,
        steps=steps,
    )


def _not_reached(step: Step) -> Done:
    return Done(step.line, step.text, StepStatus.NOT_REACHED)


@contextmanager
def _speaking(locale: str) -> Generator[None]:
    """Everything is in this language meanwhile."""
    before = i18n.language()
    i18n.install(locale)
    try:
        yield
    finally:
        i18n.install(before)


class _Player:
    """Goes through one tape.

    ::

        step ──▶ done ──▶ settled ──▶ next step …  ──▶ Passed
                   └─────────────────── Unmet ───────▶ Failed, with screens and witnesses
    """

    def __init__(
        self,
        script: Script,
        company: Company,
        backstage: Backstage,
        server: OwnServer | None,
        audience: Audience | None,
    ) -> None:
        self.done: list[Done] = []
        """The steps so far, the one that failed included."""
        self._script = script
        self._company = company
        self._backstage = backstage
        self._server = server
        self._server_is_up = True
        self._audience = audience
        self._aliases: Mapping[str, str] = {}
        self._expecting = Expecting(self._aliases, script.settings.deadline)

    async def play(self, aliases: Mapping[str, str]) -> Result:
        """Play it; clients and gateways are closed in the end."""
        self._aliases = aliases
        self._expecting = Expecting(aliases, self._script.settings.deadline)
        result: Result
        try:
            result = await self._play()
        finally:
            try:
                await self._company.aclose()
                harm = None
            except Unmet as error:
                harm = error
            await self._backstage.aclose()
            if not self._server_is_up and self._server is not None:
                await self._server.start()
        if harm is not None and isinstance(result, Passed):
            return Failed(harm.sentence)
        return result

    async def _play(self) -> Result:
        try:
            missing = await self._backstage.missing(self._script.needs)
        except GatewayError as error:
            return Failed(error.reason)
        if missing:
            sentence = _("This server does not offer: {capabilities}.")
            return Skipped(sentence.format(capabilities=", ".join(missing)))
        for step in self._script.steps:
            if self._audience is not None:
                await self._audience.sees(step, self._company.current)
            with _speaking(self._script.settings.locale):
                failure = await self._step(step)
            if failure is not None:
                found = await witnesses(self._company, self._backstage)
                return Failed(failure.sentence, found)
        return Passed()

    async def _step(self, step: Step) -> Unmet | None:
        """Do a step, and note what came of it; gives what it failed of."""
        clock = asyncio.get_running_loop().time
        began, failure = clock(), None
        try:
            await self._do(step.command)
        except Unmet as error:
            failure = error
        except TimeoutError:
            failure = Unmet(N_("It was not done in time."))
        except Restless as error:
            failure = Unmet(N_("The client does not come to rest: {reason}"), reason=error)
        except (GatewayError, NotUnderstood) as error:
            failure = Unmet("{reason}", reason=error.reason)
        client = self._company.current
        done = Done(step.line, step.text, StepStatus.DONE, client=client.name if client else "")
        if failure is not None:
            done = structs.replace(done, status=StepStatus.FAILED, screens=self._all_screens(step))
        elif isinstance(step.command, Screenshot) and client is not None:
            done = structs.replace(done, screens=(picture(client, step.command.name),))
        self.done.append(structs.replace(done, seconds=clock() - began))
        return failure

    def _all_screens(self, step: Step) -> tuple[Screen, ...]:
        return tuple(picture(client, step.text) for client in self._company.clients)

    async def _do(self, command: Command) -> None:
        match command:
            case As(role):
                await self._enter(role)
            case Close(role):
                await self._company.leave(role)
            case Restart(role):
                await self._company.leave(role)
                await self._enter(role)
            case GivenDm() | GivenGroup() | GivenMessages():
                await self._backstage.give(command)
            case Server(order):
                await self._order(order)
            case Sleep(seconds):
                await asyncio.sleep(seconds)
            case Wait() | Expect():
                await self._expecting.on_screen(self._client, command)
            case ExpectNot():
                await self._expecting.not_on_screen(self._client, command)
            case ExpectStore():
                await self._expecting.in_store(self._client, command)
            case ExpectSynced(seconds):
                client = self._client
                name = self._company.name_of(client)
                await self._expecting.synced(client, name, self._backstage, seconds)
            case Open(title, seconds):
                await self._expecting.opened(self._client, title, seconds)
            case Fault(order):
                self._client.instruments.faults.order(order)
            case Heal():
                self._client.instruments.faults.order("heal")
            case ExpectHealthy():
                await self._expecting.healthy(self._client)
            case _:
                async with asyncio.timeout(self._script.settings.deadline + MARGIN_SECONDS):
                    await self._act(command)

    async def _act(self, command: Type | Press | Paste | Do | Resize | Screenshot) -> None:
        client = self._client
        match command:
            case Type(text):
                await client.type(with_aliases(text, self._aliases))
            case Press(key, times):
                await client.press(*[key] * times)
            case Paste(text):
                await client.paste(with_aliases(text, self._aliases))
            case Do(action_id, words):
                await client.perform(ACTIONS[action_id].id, with_aliases(words, self._aliases))
            case Resize(columns, lines):
                await client.resize(columns, lines)
            case Screenshot():
                await client.settled()
            case _:
                assert_never(command)

    @property
    def _client(self) -> Client:
        """Whoever does things now. Raises `Unmet`."""
        client = self._company.current
        if client is None:
            raise Unmet(N_("Whoever should do this was closed: bring them in with As NAME."))
        return client

    async def _enter(self, role: Role) -> None:
        if await self._company.enter(role) and self._server_is_up:
            await self._expecting.live(self._client)

    async def _order(self, order: ServerOrder) -> None:
        if self._server is None:
            raise Unmet(N_("This server is not the tape's own."))
        if order is not ServerOrder.START:
            await self._server.stop()
            self._server_is_up = False
        if order is not ServerOrder.STOP:
            await self._server.start()
            self._server_is_up = True
