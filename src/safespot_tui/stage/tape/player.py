"""Plays a tape: one step after another, each done before the next."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from msgspec import structs

from safespot_tui import i18n
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import N_, _
from safespot_tui.instruments.faults.permission import NotAllowed
from safespot_tui.stage.cast import Cast, NobodyPlays
from safespot_tui.stage.client import Client
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Result,
    Skipped,
    StepStatus,
    TapeOutcome,
    Unreadable,
)
from safespot_tui.stage.report.outcome import Step as Done
from safespot_tui.stage.settled import Restless
from safespot_tui.stage.tape.backstage import Backstage
from safespot_tui.stage.tape.commands import Screenshot
from safespot_tui.stage.tape.company import Company
from safespot_tui.stage.tape.doing import Doing, OwnServer
from safespot_tui.stage.tape.lint import problems_of
from safespot_tui.stage.tape.script import Script, Step
from safespot_tui.stage.tape.unmet import Unmet
from safespot_tui.stage.tape.witness import picture, witnesses


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
    player = _Player(script, audience)
    began = clock()
    result = await player.play(cast, folder, server)
    return TapeOutcome(
        file=script.file,
        result=result,
        seconds=clock() - began,
        source=script.source,
        steps=tuple(player.steps),
    )


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

        admitted ──▶ step ──▶ done ──▶ next step …  ──▶ Passed
           │          └──────── Unmet ────────────────▶ Failed, with screens and witnesses
           └──▶ Skipped, Unreadable
    """

    def __init__(self, script: Script, audience: Audience | None) -> None:
        self.steps = [Done(one.line, one.text, StepStatus.NOT_REACHED) for one in script.steps]
        """What came of each."""
        self._script = script
        self._audience = audience

    async def play(self, cast: Cast, folder: Path, server: OwnServer | None) -> Result:
        """Play it; all that was opened for it is closed in the end."""
        if (reason := self._objection(cast, server)) is not None:
            return reason
        try:
            accounts = {name: await cast.account(name) for name in self._script.names}
        except NobodyPlays as error:
            sentence = _("Nobody plays {name}: give them an account with --as {name}=PROFILE.")
            return Skipped(sentence.format(name=error.name))
        except GatewayError as error:
            return Failed(error.reason)
        settings, backstage = self._script.settings, Backstage(accounts)
        company = Company(accounts, folder, settings, may_disturb=cast.may_register)
        aliases = {name: account.alias for name, account in accounts.items()}
        doing = Doing(company, backstage, server, aliases, settings.deadline)
        harm = ""
        try:
            result = await self._admitted(backstage) or await self._play(doing, company, backstage)
        finally:
            try:
                await doing.aclose()
            except Unmet as error:
                harm = error.sentence
        return _with_harm(result, harm)

    def _objection(self, cast: Cast, server: OwnServer | None) -> Result | None:
        """Why it is not played, as far as nobody has to be asked."""
        if problems := problems_of(self._script):
            return Unreadable(problems[0].sentence, problems[0].line)
        if self._script.needs_own_server and server is None:
            return Skipped(_("It stops its server, and this one is not the tape's own."))
        if self._script.disturbs and not cast.may_register:
            return Skipped(str(NotAllowed()))
        return None

    async def _admitted(self, backstage: Backstage) -> Result | None:
        """Nothing, if the server can do what is needed."""
        try:
            missing = await backstage.missing(self._script.needs)
        except GatewayError as error:
            return Failed(error.reason)
        sentence = _("This server does not offer: {capabilities}.")
        return Skipped(sentence.format(capabilities=", ".join(missing))) if missing else None

    async def _play(self, doing: Doing, company: Company, backstage: Backstage) -> Result:
        with _speaking(self._script.settings.locale):
            failure = await self._do_all(doing, company)
            found = await witnesses(company, backstage) if failure is not None else ()
        return Passed() if failure is None else Failed(failure.sentence, found)

    async def _do_all(self, doing: Doing, company: Company) -> Unmet | None:
        """Do the steps and note what came of them; gives what one failed of."""
        clock = asyncio.get_running_loop().time
        for number, step in enumerate(self._script.steps):
            if self._audience is not None:
                await self._audience.sees(step, company.current)
            began = clock()
            failure = await _failure_of(doing, step)
            done = structs.replace(self.steps[number], seconds=clock() - began)
            self.steps[number] = _seen(done, step, failure, company)
            if failure is not None:
                return failure
        return None


async def _failure_of(doing: Doing, step: Step) -> Unmet | None:
    try:
        await doing.do(step.command)
    except Unmet as error:
        return error
    except TimeoutError:
        return Unmet(N_("It was not done in time."))
    except Restless as error:
        return Unmet(N_("The client does not come to rest: {reason}."), reason=error)
    except Exception as error:  # noqa: BLE001 - whatever it is, the step failed of it, and it is told
        return Unmet("{reason}", reason=str(error) or type(error).__name__)
    return None


def _seen(done: Done, step: Step, failure: Unmet | None, company: Company) -> Done:
    """What came of a step, with the screens that are kept of it."""
    client = company.current
    done = structs.replace(done, status=StepStatus.DONE, client=client.name if client else "")
    if failure is not None:
        screens = tuple(picture(one, step.text) for one in company.clients)
        return structs.replace(done, status=StepStatus.FAILED, screens=screens)
    if isinstance(step.command, Screenshot) and client is not None:
        return structs.replace(done, screens=(picture(client, step.command.name),))
    return done


def _with_harm(result: Result, harm: str) -> Result:
    """What came of it, where a client may have come to harm meanwhile."""
    match result:
        case Failed(sentence=sentence) if harm:
            return structs.replace(result, sentence=f"{sentence} {harm}")
        case Passed() if harm:
            return Failed(harm)
        case _:
            return result
