"""Hostile reasons: of a mute, a suspension, a lock, a removal, a notice, and in the audit trail."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from safespot_tui.actions.audit_words import entry_facts, entry_line
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.contract.moderation import AuditModel
from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.event import Received
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.global_chat import translate
from safespot_tui.gateway.global_chat.events import stream_item
from safespot_tui.gateway.global_chat.refusals import refusal
from safespot_tui.gateway.sse.decoder import ServerSentEvent
from safespot_tui.linear import session
from safespot_tui.linear.session import Session
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.terminal import cells
from tests.hostile.payloads import CORPUS
from tests.hostile.recording_terminal import Stage, only_ours, staged
from tests.hostile.sequences import kinds
from tests.hostile.test_screen import WORST, plain, show
from tests.hostile.town import GROUP, WHEN, facts, twin
from tests.tui.fake_engine import FakeEngine

LATER = "2126-03-14T15:09:26Z"
TEXT = f"x {WORST}"


def told(store: Store, event: str, partial: dict[str, Any], **about: str) -> None:
    """What the stream tells becomes true."""
    payload = {"partial": partial, "entities": {}, **about}
    data = json.dumps({"event": event, "payload": payload})
    item = stream_item(ServerSentEvent("message", data, None))
    assert isinstance(item, Received)
    store.apply(item.event)


def acted(store: Store, text: str, kind: str = "suspension") -> None:
    """Moderators have done all that they can, and `text` is the reason."""
    sanction = {"user_id": "u-me", "kind": kind, "until": LATER, "reason": text}
    account = {"standing": "moderator", "sanctions": [sanction]}
    told(store, "account-updated", account, id="u-me")
    lock = {"reason": text, "locked_at": WHEN}
    told(store, "conversation-updated", {"lock": lock}, id=GROUP)
    removed = {"deleted_at": WHEN, "revision": 9, "removal": text}
    told(store, "message-deleted", removed, id=f"m-{GROUP}-1", conversation_id=GROUP)


def trail(text: str) -> list[Any]:
    """Rows of the trail that say `text`."""
    return [
        translate.audit_entry(
            AuditModel(
                number=number,
                at=datetime(2026, 3, 14, tzinfo=UTC),
                actor_id="u-other",
                action=AuditAction(action),
                reason=text,
                conversation_id=GROUP,
                user_id="u-other",
                sha256="0" * 64,
            )
        )
        for number, action in enumerate(("message_removed", "user_muted"), 1)
    ]


async def painted(stage: Stage, store: Store, text: str, action_id: str = "") -> str:
    """What is painted once all of it was done, with something open over it."""
    await show(stage, store, text)
    acted(store, text)
    engine: Any = stage.main.engine
    engine.acting.trail = trail(text)
    stage.open(GROUP)
    if action_id:
        stage.main.perform(ACTIONS[action_id])
        await stage.pilot.pause()
    words = await stage.painted()
    if action_id == "audit.open":
        await stage.pilot.press("enter")
        words += await stage.painted()
    while stage.app.screen is not stage.main:
        await stage.app.pop_screen()
    return words


@pytest.mark.parametrize("action_id", ["", "moderation.menu", "audit.open"])
async def test_the_screen_tells_a_terminal_no_more_than_a_harmless_reason_does(
    action_id: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(store, tmp_path, monkeypatch) as stage:
        hostile = await painted(stage, store, TEXT, action_id)
        harmless = await painted(stage, store, twin(TEXT), action_id)
        only_ours(hostile)
        assert set(kinds(hostile)) <= set(kinds(harmless)) | {"CSI G"}
        assert len(plain(hostile)) > 100


async def test_the_check_would_notice_what_got_through(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, lambda text: SafeText(text.replace("\n", " ")))
    monkeypatch.setattr(cells, "_NOT_DRAWN", {})
    async with staged(store, tmp_path, monkeypatch) as stage:
        assert "OSC 52" in kinds(await painted(stage, store, "x \x1b]52;c;cm0=\x07"))


class Spoken:
    """A session, and what it said."""

    def __init__(self) -> None:
        self.store = Store()
        self.said = io.StringIO()
        self.engine = FakeEngine(self.store)
        self.session = Session(self.engine, Clock(), lambda line: print(line, file=self.said))

    async def of(self, text: str) -> str:
        snapshot, *pages = await facts(text)
        self.store.apply(snapshot, *pages)
        self.engine.acting.trail = trail(text)
        for line in ("/inbox", "/open 2"):
            await self.session.take(line)
        acted(self.store, text, kind="mute")
        for line in ("/record", "/audit", "words for nobody"):
            await self.session.take(line)
            while self.session.asker.prompt is not None:
                await self.session.take("")
        print(self.session.prompt.words, file=self.said)
        return self.said.getvalue()


@pytest.fixture
def spoken() -> Iterator[Spoken]:
    spoken = Spoken()
    spoken.session.start()
    yield spoken
    spoken.session.stop()


async def test_lines_are_words_alone(spoken: Spoken) -> None:
    for text in (WORST, *(payload.text for payload in CORPUS[::24])):
        said = await spoken.of(text)
        assert set(kinds(said)) <= {"C0 0A"}, text
        assert "The moderators removed message" in said
        assert "You are muted until" in said


async def test_the_check_of_lines_would_notice_it(
    spoken: Spoken, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, SafeText)
    monkeypatch.setattr(session, "safe_text", SafeText)
    assert "OSC 52" in kinds(await spoken.of("x \x1b]52;c;cm0=\x07"))


def test_the_trail_is_printed_a_line_an_entry(store: Store) -> None:
    for payload in CORPUS[::4]:
        for entry in trail(payload.text):
            assert set(kinds(entry_line(store, entry, "now"))) == set(), payload
            told = "".join(value for _name, value in entry_facts(store, entry))
            assert set(kinds(told)) <= {"C0 0A"}, payload


def test_a_refusal_quotes_a_reason_as_one_harmless_line() -> None:
    for payload in CORPUS[::4]:
        details = {"until": LATER, "reason": payload.text}
        told = {"error": {"code": "muted", "message": "No.", "details": details}}
        body = json.dumps(told).encode()
        assert set(kinds(refusal(httpx.Response(403, content=body), body).reason)) == set()


@pytest.fixture
def store() -> Store:
    return Store()
