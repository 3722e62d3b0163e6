"""Hostile text in all that opens over the conversation, and in what is offered while one writes."""

from pathlib import Path

import pytest

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.event import MessageChanges, MessageUpdated
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.global_chat import translate
from safespot_tui.store.store import Store
from safespot_tui.tui.terminal import cells
from tests.hostile.recording_terminal import Stage, only_ours, staged
from tests.hostile.sequences import kinds
from tests.hostile.test_screen import WORST, plain, show
from tests.hostile.town import GROUP, twin

PANELS = {
    "search.everywhere": (GROUP, "x"),
    "search.here": (GROUP, "x"),
    "writing.emoji": (GROUP, "x"),
    "app.tour": (GROUP, ""),
    "message.info": (GROUP, ""),
    "message.who_reacted": (GROUP, ""),
    "message.starred_list": (GROUP, ""),
    "message.forward": (GROUP, ""),
    "message.react": (GROUP, "x"),
    "conversation.details": (GROUP, ""),
    "conversation.menu": (GROUP, ""),
    "group.role": (GROUP, ""),
}
"""What is opened, where, and what is typed into it."""

TEXT = f"x {WORST}"
WRITTEN = ("@", "/invite ")
"""What asks for something to be offered."""


async def opened(stage: Stage, store: Store, action: str, text: str) -> str:
    """What is painted of a panel in which everything is called `text`."""
    await show(stage, store, text)
    for message in store.base_entities().messages:
        star = MessageChanges(starred=True)
        store.apply(MessageUpdated(message.id, message.conversation_id, star))
    where, typed = PANELS[action]
    stage.open(where)
    stage.main.pane.focus_timeline()
    await stage.pilot.press("up")
    stage.main.perform(ACTIONS[action])
    await stage.pilot.pause()
    await stage.pilot.press(*typed)
    painted = await stage.painted()
    while stage.app.screen is not stage.main:
        await stage.app.pop_screen()
    await stage.pilot.press("escape")
    return painted


async def test_a_panel_shows_what_it_is_told_as_it_is(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with staged(store, tmp_path, monkeypatch) as stage:
        for action in PANELS:
            hostile = await opened(stage, store, action, TEXT)
            harmless = await opened(stage, store, action, twin(TEXT))
            only_ours(hostile)
            assert set(kinds(hostile)) <= set(kinds(harmless)) | {"CSI G"}, action
            assert len(plain(hostile)) > 100


async def test_what_is_offered_while_one_writes_is_text(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with staged(store, tmp_path, monkeypatch) as stage:
        for written in WRITTEN:
            await show(stage, store, TEXT)
            stage.open(GROUP)
            await stage.pilot.press("f6", *written)
            only_ours(await stage.painted())
            await stage.pilot.press("escape", *["backspace"] * len(written))


async def test_the_check_would_notice_what_got_through(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, lambda text: SafeText(text.replace("\n", " ")))
    monkeypatch.setattr(cells, "_NOT_DRAWN", {})
    async with staged(store, tmp_path, monkeypatch) as stage:
        for action in ("message.starred_list", "conversation.details", "message.who_reacted"):
            hostile = await opened(stage, store, action, "x \x1b]52;c;cm0=\x07")
            assert "OSC 52" in kinds(hostile), action


@pytest.fixture
def store() -> Store:
    return Store()
