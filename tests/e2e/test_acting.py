# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""What a moderator does is seen in the clients of those it is about, at once, and is on record."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.case import Flagged
from safespot_tui.domain.ids import FlagId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import NoticeKind
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected
from safespot_tui.gateway.moderation import AuditQuery
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.messenger import Capability
from tests import forkserver
from tests.sync.test_real_server import Town, contents

from .people import PROGRAM, Backend, Person, environment
from .terminal import DEADLINE, Terminal
from .test_screen import ENTER, LIVE, opened

WHY = SafeText("spam")
FLAG = FlagId("5f0ad2a4-8a49-4b5e-9d0c-6a0c1d3b7e11")
MODERATE, MESSAGES, AUDIT = "\x1bM", "\x1b[1;3A", "\x1bU"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncGenerator[Town]:
    place = Town(tmp_path)
    try:
        await place.start_server()
        yield place
    finally:
        await place.close()


def make_moderator(person: str, database: Path) -> None:
    where = f"sqlite:///{database}"
    command = [PROGRAM, "admin", "set-role", "--database-url", where, person, "moderator"]
    done = forkserver.run(command, env=environment(database.parent), timeout=DEADLINE)
    assert done.returncode == 0, done.stderr


def refusal(engine: Engine) -> str:
    """Why the last thing that was to be sent was not."""
    failed = [item for item in engine.store.outbox if item.state is OutboxState.FAILED]
    return failed[-1].reason if failed else ""


async def test_everybody_hears_of_what_is_about_them(place: Town) -> None:
    names = [await place.register(name) for name in ("vera", "ana", "luis")]
    make_moderator("vera", place.folder / "server.db")
    vera, ana, luis = [await place.open(name) for name in names]
    luis_id = names[2].user.id
    acting, until = vera.acting, place.until

    # Reported by who is there, and opened by who is not: nobody there is told.
    group = await ana.create_group(SafeText("Cuadra"), [luis_id])
    await until(lambda: luis.store.conversation(group) is not None)
    await luis.send(group, "compren relojes")
    await until(lambda: contents(ana, group)[-1:] == ["compren relojes"])
    watches = ana.store.message(ana.store.timeline(group).newest)
    await ana.flag(group, FLAG, Flagged(luis_id, watches.id), SafeText("relojes"))
    await ana.flag(group, FLAG, Flagged(luis_id, watches.id), SafeText("relojes"))
    await until(lambda: vera.store.case(group) is not None and vera.store.case(group).flags != ())
    (flag,) = vera.store.case(group).flags
    assert (flag.reason, flag.quoted) == ("relojes", "compren relojes")
    assert vera.store.conversation(group) is None
    await vera.triage.observe(group)
    assert vera.store.own(group).role is Role.OBSERVER
    await vera.send(group, "no debería salir")
    await until(lambda: "observing" in refusal(vera))
    assert {m.user_id for m in ana.store.members(group)} == {names[1].user.id, luis_id}

    await acting.remove_message(watches.id, WHY)
    for engine in (ana, luis, vera):
        await until(lambda e=engine: e.store.message(watches.id).removal == "spam")
        assert engine.store.message(watches.id).content == ""

    # What may not be said is kept, and said when it may, because the user says so.
    later = datetime.now(UTC) + timedelta(hours=1)
    await acting.sanction(luis_id, SanctionKind.MUTE, later, WHY)
    await until(lambda: luis.store.account.sanctions != ())
    await luis.send(group, "¿por qué?")
    await until(lambda: "You are muted until" in refusal(luis))
    assert (await acting.account(luis_id)).sanctions[0].reason == "spam"
    await acting.sanction(luis_id, SanctionKind.MUTE, None, SafeText("ya fue"))
    await until(lambda: luis.store.account.sanctions == ())
    await luis.retry(luis.store.outbox[-1].sequence)
    await until(lambda: contents(ana, group)[-1] == "¿por qué?")

    await acting.lock(group, SafeText("a dormir"))
    await until(lambda: ana.store.conversation(group).lock is not None)
    await ana.send(group, "una cosa más")
    await until(lambda: refusal(ana).endswith("a dormir"))
    await acting.unlock(group, SafeText("buen día"))
    await until(lambda: ana.store.conversation(group).lock is None)
    await ana.retry(ana.store.outbox[-1].sequence)
    await until(lambda: contents(luis, group)[-1] == "una cosa más")

    # Who is suspended is told on the spot, and is back by themselves.
    await acting.sanction(
        luis_id, SanctionKind.SUSPENSION, datetime.now(UTC) + timedelta(seconds=3), WHY
    )
    await until(lambda: luis.store.connection.state == "suspended")
    assert "You are suspended until" in luis.store.connection.reason
    await ana.send(group, "¿y Luis?")
    await until(lambda: luis.store.connection.state == "live")
    await until(lambda: contents(luis, group)[-1] == "¿y Luis?")

    await acting.remove_member(group, luis_id, WHY)
    await until(lambda: luis.store.conversation(group) is None)
    await until(lambda: last_notice(ana, group) is NoticeKind.REMOVED)
    assert ana.store.message(ana.store.timeline(group).newest).sender_id is None

    await acting.stop_observing(group)
    assert vera.store.conversation(group) is None

    trail = (await acting.audit(AuditQuery())).entries
    assert [entry.action for entry in reversed(trail)] == [
        AuditAction.CONVERSATION_OPENED,
        AuditAction.MESSAGE_REMOVED,
        AuditAction.USER_MUTED,
        AuditAction.USER_UNMUTED,
        AuditAction.CONVERSATION_LOCKED,
        AuditAction.CONVERSATION_UNLOCKED,
        AuditAction.USER_SUSPENDED,
        AuditAction.MEMBER_REMOVED,
    ]
    assert [entry.number for entry in trail] == list(range(len(trail), 0, -1))
    about_luis = (await acting.audit(AuditQuery(user_id=luis_id))).entries
    assert 0 < len(about_luis) < len(trail)

    assert Capability.MODERATION not in ana.capabilities
    with pytest.raises(Rejected):
        await ana.acting.audit(AuditQuery())
    with pytest.raises(Rejected):
        await ana.acting.lock(group, WHY)


def last_notice(engine: Engine, conversation_id: str) -> NoticeKind | None:
    newest = engine.store.timeline(conversation_id).newest
    message = engine.store.message(newest) if newest is not None else None
    return message.notice.kind if message is not None and message.notice is not None else None


def test_two_keys_and_a_reason_are_seen_on_the_other_screen(
    backend: Backend, sofia: Person, marta: Person
) -> None:
    marta.json("new", "Sofia")
    marta.json("send", "Sofia", "compren relojes")
    make_moderator("Sofia", sofia.home.parent / "server.sqlite3")
    with opened(sofia) as moderator, opened(marta, columns=200, rows=60) as other:
        for screen in (moderator, other):
            screen.wait_for(LIVE)
            screen.type(ENTER)
            screen.wait_for("Write a message")

        moderator.type(MESSAGES)
        act(moderator, "r", "Remove this message")
        moderator.wait_for("The message is removed")
        other.wait_for("Removed by the moderators: spam")

        act(moderator, "m", "1 hour", "1")
        other.wait_for(r"You are muted until .*: spam")
        other.type("hola" + ENTER)
        other.wait_for(r"hola[^\n]*\n(.*\n)*.*You are muted until")

        act(moderator, "s", "1 hour", "1")
        other.wait_for(r"You are suspended until .*: spam")
        other.wait_for("Suspended")

        moderator.type(AUDIT)
        moderator.wait_for("suspended Marta")
        moderator.wait_for("removed a message of Marta")
    done = marta.run("inbox")
    assert done.returncode == 1
    assert "You are suspended until" in done.stderr
    trail = sofia.json("audit")["entries"]
    assert [entry["action"] for entry in trail] == [
        "user_suspended", "user_muted", "message_removed",
    ]  # fmt: skip


def act(screen: Terminal, letter: str, asked: str, *chosen: str) -> None:
    """What the letter does, to the message that is selected, with a reason."""
    screen.type(MODERATE)
    screen.wait_for("Everything asks for a reason")
    screen.type(letter)
    screen.wait_for(asked)
    for each in chosen:
        screen.type(each)
    screen.wait_for("The reason")
    screen.type("spam")
    screen.wait_for("spam")
    screen.type(ENTER)
    screen.wait_gone("take one of these")
