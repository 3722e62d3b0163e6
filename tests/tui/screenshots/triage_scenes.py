"""The moderator's queue, on a server that keeps it and on one that does not."""

from datetime import timedelta

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case, Flag, Flagged, Note
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import AccountUpdated, CaseUpdated, TypingChanged
from safespot_tui.domain.ids import ConversationId, FlagId, NoteId
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.fake_triage import desk_of, triage_of
from tests.tui.neighbourhood import NOW, user_id
from tests.tui.screenshots.stage import CUADRA, LUZ, Scene, Stage

SCHOOL = ConversationId("c-escuela")


async def shared(stage: Stage) -> None:
    stage.main.close()
    store = stage.engine.store
    store.apply(AccountUpdated(Account(Standing.MODERATOR)))
    ana, luis, tomas = map(user_id, ("ana", "luis", "tomas"))
    stage.engine.triage = triage_of(store, NOW, desk_of(store, luis))
    flag = Flag(FlagId("f"), ana, Flagged(tomas), SafeText("insulta a todos"), NOW)
    note = Note(NoteId("n"), luis, SafeText("avisado"), NOW)
    group = ConversationType.GROUP
    store.apply(
        CaseUpdated(
            Case(
                SCHOOL,
                group,
                NOW,
                revision=1,
                name=SafeText("Padres de la escuela 12"),
                waiting_since=NOW - timedelta(hours=2, minutes=14),
                flags=(flag,),
                notes=(note,),
            )
        ),
        CaseUpdated(Case(LUZ, group, NOW, revision=1, waiting_since=NOW - timedelta(minutes=9))),
        CaseUpdated(
            Case(
                CUADRA,
                group,
                NOW,
                revision=1,
                waiting_since=NOW - timedelta(minutes=2),
                claimed_by=luis,
            )
        ),
        TypingChanged(CUADRA, luis, typing=True),
    )
    await stage.perform("triage.open")
    await stage.press("space")


async def inbox(stage: Stage) -> None:
    stage.main.leave_queue()
    store = stage.engine.store
    store.apply(AccountUpdated(Account()), TypingChanged(CUADRA, user_id("luis"), typing=False))
    stage.engine.triage = triage_of(store, NOW, None)


async def local(stage: Stage) -> None:
    await stage.open()
    await stage.perform("triage.claim")
    await stage.perform("triage.open")


SCENES = (
    Scene("triage", MainScreen, shared, inbox),
    Scene("triage-local", MainScreen, local, inbox),
)
