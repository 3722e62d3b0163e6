"""Hostile text in what is taken out of the program as a whole conversation."""

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.store.store import Store
from safespot_tui.tui.conversation import transcript as transcripts
from safespot_tui.tui.conversation.transcript import transcript
from tests.hostile.payloads import CORPUS
from tests.hostile.sequences import kinds
from tests.hostile.town import DM, GROUP, facts


async def taken(text: str) -> str:
    """All of an account in which everything is called `text`, as it is copied."""
    store = Store()
    store.apply(*await facts(text))
    rows = [row for place in (GROUP, DM) for row in store.timeline(ConversationId(place)).rows]
    messages = (store.message(MessageId(row)) for row in rows)
    return transcript(store, [message for message in messages if message is not None])


async def test_a_transcript_is_lines_of_text():
    for payload in CORPUS[::4]:
        told = await taken(payload.text)
        assert set(kinds(told)) <= {"C0 0A"}, payload
        assert "renamed" in told


async def test_a_line_of_a_message_is_no_other_ones_message():
    """What somebody wrote to look like another line of the transcript stands apart from those."""
    forged = "[2026-03-14 15:09] Marta: owned"
    told = await taken(f"x\n{forged}")
    assert forged in told
    assert not any(line.startswith(forged) for line in told.split("\n"))


async def test_the_check_would_notice_what_got_through(monkeypatch: pytest.MonkeyPatch):
    from safespot_tui.gateway.global_chat import translate

    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, str)
    monkeypatch.setattr(transcripts, "safe_text", str)
    assert "OSC 52" in kinds(await taken("\x1b]52;c;cm0=\x07"))
