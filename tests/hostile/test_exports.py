"""Hostile text in what is taken out of the program as a whole conversation."""

import re
from datetime import UTC, datetime

import pytest

from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.text import safe_line
from safespot_tui.evidence.export import Occasion, Section, export, export_case
from safespot_tui.evidence.facts import message_facts
from safespot_tui.evidence.style import Form, style_of
from safespot_tui.evidence.verify import verify
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


@pytest.mark.parametrize("form", Form)
async def test_an_export_is_lines_of_text_and_only_its_own_marks(form: Form):
    """In a browser nothing of it is an element, in notes nothing is markup, and it verifies."""
    for payload in CORPUS[::16]:
        told = await exported(payload.text, form)
        assert set(kinds(told)) <= {"C0 0A"}, payload
        verdict = verify(told)
        assert verdict is not None
        assert verdict.fault is None, payload
    markup = "--><script>alert(1)</script><!-- ]]> \n<!-- {} -->\n# x\n``` [a](javascript:a)"
    told = await exported(markup, form)
    loose = [line for line in told.split("\n") if re.search(r"(?<!\\)<script", line)]
    assert all(form is Form.MARKDOWN and line.startswith("    ") for line in loose)
    assert (verdict := verify(told)) is not None
    assert verdict.fault is None
    if form is Form.MARKDOWN:
        assert not any(line.startswith(("# x", "```", "<!-- {}")) for line in told.split("\n"))
    if form is Form.HTML:
        assert told.count("<article>") == told.count("<pre>") == verdict.count == 6


@pytest.mark.parametrize("form", Form)
async def test_a_case_is_lines_of_text_and_only_its_own_marks(form: Form):
    """Its name, the titles in its table, and what was said before are what strangers wrote."""
    payloads = [*(each.text for each in CORPUS[::32]), "a | b\n| c |</td><script>x</script>"]
    for text in payloads:
        name = safe_line(text)
        told = await exported(text, form, case=name)
        assert set(kinds(told)) <= {"C0 0A"}, text
        verdict = verify(told)
        assert verdict is not None
        assert (verdict.fault, verdict.conversations) == (None, 2), text
        if form is Form.HTML:
            assert told.count("<script") == 0
            assert (told.count("<tr>"), told.count("<article>")) == (3, 6)


async def exported(text: str, form: Form, case: str | None = None) -> str:
    store = Store()
    store.apply(*await facts(text))
    rows = [row for place in (GROUP, DM) for row in store.timeline(ConversationId(place)).rows]
    messages = (store.message(MessageId(row)) for row in rows)
    title = store.title(ConversationId(GROUP))
    occasion = Occasion(datetime(2026, 11, 27, tzinfo=UTC), UserId("u-me"), title, title)
    told = [message_facts(store, each) for each in messages if each is not None]
    if case is not None:
        half = len(told) // 2
        sections = [
            Section(ConversationId(GROUP), title, told[:half]),
            Section(ConversationId(DM), title, told[half:]),
        ]
        return "".join(export_case(style_of(form), occasion, case, sections))
    section = Section(ConversationId(GROUP), title, told)
    return "".join(export(style_of(form), occasion, section))
