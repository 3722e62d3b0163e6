"""What the main screen can be like, and how one gets there."""

from datetime import timedelta

from safespot_tui.domain.account import Account
from safespot_tui.domain.event import AccountUpdated, TypingChanged
from safespot_tui.domain.ids import ClientMessageId, ConversationId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import (
    ConnectionPut,
    OutboxDropped,
    OutboxPut,
    ProgressEnded,
    ProgressPut,
)
from safespot_tui.store.progress import Progress, Work
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.neighbourhood import NOW, user_id
from tests.tui.screenshots.stage import CUADRA, LIVE, Scene, Stage
from tests.tui.until import until


async def inbox(stage: Stage) -> None:
    stage.main.close()
    failed(stage)


def failed(stage: Stage) -> None:
    refusal = SafeText("The server refuses it: you are not in this group any more.")
    for sequence, (text, state, reason) in enumerate(
        [
            ("¿Llevo también la escalera?", OutboxState.FAILED, refusal),
            ("Igual paso a las seis y media.", OutboxState.QUEUED, SafeText("")),
        ]
    ):
        send = SendMessage(CUADRA, ClientMessageId(f"s-{sequence}"), SafeText(text))
        item = OutboxItem(sequence, OriginClientId("here"), send, NOW, state, reason)
        stage.engine.store.apply(OutboxPut(item))


async def not_failed(stage: Stage) -> None:
    stage.engine.store.apply(OutboxDropped(0), OutboxDropped(1), LIVE)


async def nothing_here(stage: Stage) -> None:
    stage.main.close()
    await stage.perform("inbox.archived")
    stage.engine.set_flags(ConversationId("c-viejo"), archived=False)


async def show_all(stage: Stage) -> None:
    await stage.perform("inbox.all")


async def conversation(stage: Stage) -> None:
    await stage.open()
    stage.engine.store.apply(TypingChanged(CUADRA, user_id("mirta"), typing=True))


async def nobody_types(stage: Stage) -> None:
    stage.engine.store.apply(TypingChanged(CUADRA, user_id("mirta"), typing=False))


async def chosen_message(stage: Stage) -> None:
    await stage.choose(9)


async def reply(stage: Stage) -> None:
    await stage.choose(10)
    await stage.perform("message.reply")


async def edit(stage: Stage) -> None:
    await stage.choose(9)
    await stage.perform("message.edit")


async def leave(stage: Stage) -> None:
    stage.main.pane.leave()


async def completion(stage: Stage) -> None:
    await stage.open()
    await stage.press(*":pla")
    await until(lambda: stage.engine.store.draft(CUADRA) is not None)


async def empty_composer(stage: Stage) -> None:
    await stage.press("escape", *["backspace"] * 4)
    await until(lambda: stage.engine.store.draft(CUADRA) is None)


async def pinned(stage: Stage) -> None:
    await stage.choose(6)
    await stage.perform("message.pin")
    await stage.open()


async def catch_up(stage: Stage) -> None:
    await stage.perform("inbox.catch_up")


async def end_round(stage: Stage) -> None:
    stage.main.rounds.end()


async def wall(stage: Stage) -> None:
    await stage.open()
    others = ("ana", "bache", "kiosco")
    stage.main.walls.hang((CUADRA, *(ConversationId(f"c-{name}") for name in others)))
    await stage.perform("wall.open")
    stage.engine.store.apply(TypingChanged(CUADRA, user_id("mirta"), typing=True))


async def panes(stage: Stage) -> None:
    await nobody_types(stage)
    await stage.perform("wall.open")
    stage.main.walls.hang(())


async def tour(stage: Stage) -> None:
    stage.main.close()
    stage.main.begin_tour()


async def end_tour(stage: Stage) -> None:
    await stage.perform("app.back")


async def busy(stage: Stage) -> None:
    stage.app.keep_quiet(NOW + timedelta(hours=2))
    stage.engine.store.apply(ProgressPut(Progress(next(iter(Work)), done=40, total=100)))


async def idle(stage: Stage) -> None:
    stage.app.keep_quiet(None)
    stage.engine.store.apply(ProgressEnded(next(iter(Work))))


async def offline(stage: Stage) -> None:
    await stage.open()
    failed(stage)
    stage.engine.store.apply(
        ConnectionPut(
            Connection(
                ConnectionState.OFFLINE,
                SafeText("The server does not answer."),
                heard_at=NOW - timedelta(minutes=4),
                retry_at=NOW + timedelta(seconds=8),
            )
        )
    )


async def suspended(stage: Stage) -> None:
    await stage.open()
    suspension = Sanction(
        stage.engine.store.me,
        SanctionKind.SUSPENSION,
        NOW + timedelta(hours=3),
        SafeText("insults, after two warnings"),
    )
    stage.engine.store.apply(AccountUpdated(Account(sanctions=(suspension,))))
    stage.engine.store.apply(
        ConnectionPut(Connection(ConnectionState.SUSPENDED, heard_at=NOW - timedelta(minutes=4)))
    )


async def let_in(stage: Stage) -> None:
    stage.engine.store.apply(AccountUpdated(Account()))
    await live(stage)


async def logged_out(stage: Stage) -> None:
    await stage.open()
    stage.engine.store.apply(ConnectionPut(Connection(ConnectionState.LOGGED_OUT)))


async def live(stage: Stage) -> None:
    stage.engine.store.apply(LIVE)


SCENES = (
    Scene("inbox", MainScreen, inbox, not_failed),
    Scene("inbox-archived", MainScreen, nothing_here, show_all),
    Scene("tour", MainScreen, tour, end_tour),
    Scene("conversation", MainScreen, conversation, nobody_types),
    Scene("message-selected", MainScreen, chosen_message),
    Scene("reply", MainScreen, reply, leave),
    Scene("edit", MainScreen, edit, leave),
    Scene("completion", MainScreen, completion, empty_composer),
    Scene("do-not-disturb", MainScreen, busy, idle),
    Scene("offline", MainScreen, offline, not_failed),
    Scene("suspended", MainScreen, suspended, let_in),
    Scene("logged-out", MainScreen, logged_out, live),
    Scene("pinned", MainScreen, pinned),
    Scene("wall", MainScreen, wall, panes),
    Scene("catch-up", MainScreen, catch_up, end_round),
)
