"""Why something is unread, has failed or is missing: with the entries that show it."""

# Ids are plain strings here.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from safespot_tui.domain.intent import OutboxState, SendMessage
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.errors import Rejected
from safespot_tui.instruments.trace.entry import Called, Entry, Told
from safespot_tui.instruments.trace.why.question import Question, why
from safespot_tui.sync.engine import Engine
from tests.instruments.trace.checklist.test_checklist import DM, Traced


@pytest.fixture
async def windows(tmp_path: Path) -> AsyncIterator[Traced]:
    windows = Traced(tmp_path)
    yield windows
    await windows.close_all()


@pytest.fixture
async def ana(windows: Traced) -> Engine:
    ana, beto = windows.server.user("ana"), windows.server.user("beto")
    windows.server.open("dm", ana, beto)
    windows.server.say(DM, beto, "buenas")
    return await windows.open(ana)


def answer(windows: Traced, ana: Engine, question: Question, about: str) -> Sequence[str]:
    return why(question, about, windows.instruments.trace, ana.store, lambda _at: "noon")


def number_of(windows: Traced, kind: type[Entry], last: int = -1) -> int:
    return [entry for entry in windows.instruments.trace if isinstance(entry, kind)][last].number


async def test_what_is_unread_was_told_and_not_read(windows: Traced, ana: Engine):
    said = windows.server.say(DM, "u-beto", "¿venís?")
    await windows.until(lambda: ana.store.message(said.id))
    sentences = answer(windows, ana, Question.UNREAD, DM)
    assert sentences[0].startswith("“Beto” has 2 unread messages: it was read up to position 0")
    told = number_of(windows, Told)
    assert f"Position 2, {said.id}: told in #{told} at noon." in sentences
    assert "It was not opened here since the trace began." in sentences


async def test_what_is_read_says_when_and_with_what_answer(windows: Traced, ana: Engine):
    ana.show(DM)
    await windows.until(lambda: not ana.store.outbox)
    sentences = answer(windows, ana, Question.UNREAD, DM)
    assert sentences[0] == "“Beto” is not unread: it was read up to position 1."
    assert any(each.startswith("It was last opened here in #") for each in sentences)
    assert any("The client asked in #" in each for each in sentences)


async def test_what_failed_says_what_the_server_said(windows: Traced, ana: Engine):
    windows.server.refusals[SendMessage] = Rejected(safe_text("Too long."), "invalid", 422)
    row = await ana.send(DM, "hola")
    await windows.until(
        lambda: ana.store.outbox and ana.store.outbox[0].state is OutboxState.FAILED
    )
    sentences = answer(windows, ana, Question.FAILED, row)
    assert sentences[0] == "SendMessage has failed: Too long."
    call = number_of(windows, Called)
    broke = f"Rejected: Too long., in #{call + 1} at noon."
    assert f"SendMessage was asked for in #{call} at noon: {broke}" in sentences
    assert answer(windows, ana, Question.FAILED, "m-none") == ["Nothing of it waits or has failed."]


async def test_what_is_missing_was_never_told_or_is_deleted(windows: Traced, ana: Engine):
    assert answer(windows, ana, Question.MISSING, "m-99999") == [
        "It is not here.",
        "No entry names it: the server has not told of it since noon.",
    ]
    said = windows.server.say(DM, "u-beto", "¿venís?")
    await windows.until(lambda: ana.store.message(said.id))
    windows.server.delete(said.id)
    await windows.until(lambda: ana.store.message(said.id).deleted_at)
    sentences = answer(windows, ana, Question.MISSING, said.id)
    assert f"It was deleted: #{number_of(windows, Told)} at noon says so." in sentences
    assert not any("No entry names it" in sentence for sentence in sentences)
    part = answer(windows, ana, Question.MISSING, said.id[:-1])
    assert any("No entry names it" in sentence for sentence in part)
    windows.server.go_down()
    await windows.until(lambda: ana.store.connection.state == "offline")
    assert answer(windows, ana, Question.MISSING, "m-99999")[-1] == (
        "The client is not live (offline): it may still be told."
    )
