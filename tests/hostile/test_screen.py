"""Hostile text in every field of the full-screen client: it is painted, and nothing obeys it."""

import base64
import json
import re
from collections import Counter
from pathlib import Path
from time import thread_time

import pytest
from textual import events

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.event import Received, StreamItem
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.global_chat import translate
from safespot_tui.gateway.global_chat.events import stream_item
from safespot_tui.gateway.sse.decoder import ServerSentEvent
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.store.store import Store
from safespot_tui.tui.terminal import cells
from tests.hostile.payloads import CORPUS, LARGE_PAYLOADS, Payload
from tests.hostile.recording_terminal import Stage, only_ours, staged
from tests.hostile.sequences import kinds, orders
from tests.hostile.town import DM, GROUP, facts, message, twin
from tests.hostile.visitor import resident_bytes

PARTS = 4
PLACING = {"CSI C", "CSI G", "CSI X", "CSI m"}
"""Where words are put: a quotation is cut by characters, so a twin that has fewer may be wider."""
LONGEST_STILL = 2.5
"""Seconds of work in which no key may echo."""
MOST_BYTES = 150_000_000


async def show(stage: Stage, store: Store, text: str) -> str:
    """What is painted of an account in which everything is called `text`."""
    snapshot, *pages = await facts(text)
    store.apply(ConnectionPut(Connection(ConnectionState.LIVE)), snapshot, *pages)
    reason = snapshot.entities.users[0].alias
    store.apply(ConnectionPut(Connection(ConnectionState.OFFLINE, reason=reason)))
    return await stage.painted()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.mark.parametrize("place", [GROUP, DM])
@pytest.mark.parametrize("part", range(PARTS))
async def test_the_terminal_is_told_no_more_than_by_a_harmless_twin(
    part: int, place: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    some = CORPUS[part * len(CORPUS) // PARTS : (part + 1) * len(CORPUS) // PARTS]
    some = some[(GROUP, DM).index(place) :: 2]
    async with staged(store, tmp_path, monkeypatch) as stage:
        await show(stage, store, "x")
        stage.open(place)
        differing: list[str] = []
        alike, harmless = "", Counter[str]()
        # One after the other those that take the same room, so that many have one twin.
        for payload in sorted(some, key=lambda each: twin(each.text)):
            if alike != (alike := twin(payload.text)) or not harmless:
                harmless = orders(await show(stage, store, alike))
            painted = await show(stage, store, payload.text)
            only_ours(painted)
            assert len(painted) > 1000
            hostile = orders(painted)
            more, less = hostile - harmless, harmless - hostile
            if more or less.keys() - PLACING:
                differing.append(f"{payload}: {more} more, {less} less")
        assert not differing


async def test_the_check_would_notice_what_got_through(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, lambda text: SafeText(text.replace("\n", " ")))
    monkeypatch.setattr(cells, "_NOT_DRAWN", {})
    async with staged(store, tmp_path, monkeypatch) as stage:
        await show(stage, store, "x")
        stage.open(DM)
        noticed = 0
        wanted = ("OSC 52", "OSC 0", "CSI J", "8-bit CSI J", "DCS", "APC", "format 202E", "C0 07")
        for kind in wanted:
            payload = next(each for each in CORPUS if kind in kinds(each.text))
            hostile = await show(stage, store, payload.text)
            harmless = await show(stage, store, twin(payload.text))
            noticed += bool(kinds(hostile).keys() - kinds(harmless).keys())
        assert noticed == len(wanted)


DIALOGS = {
    "conversation.switch": GROUP,
    "conversation.leave": GROUP,
    "group.rename": GROUP,
    "group.add_member": GROUP,
    "group.remove_member": GROUP,
    "group.new": GROUP,
    "group.icon": GROUP,
    "conversation.new": GROUP,
    "inbox.mark_all_read": GROUP,
    "image.send": GROUP,
    "report.show": DM,
    "insight.open": DM,
    "self.rename": DM,
    "app.palette": DM,
}
"""What opens a dialog that names somebody or something, and where."""
NAMELESS = {
    "app.palette",
    "group.new",
    "group.icon",
    "conversation.new",
    "inbox.mark_all_read",
    "image.send",
}
"""What names nobody before something was typed: it stands over what is named so."""

WORST = (
    "\x1b]52;c;cm0=\x07\x9b2J\x1b[2J\x1bPq\x1b\\\u202e[/][@click=app.quit]x[/][b"
    "\x00\U000e0041\ud800"
)


@pytest.mark.parametrize("action", DIALOGS)
async def test_dialogs_show_names_as_they_are(
    action: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with staged(store, tmp_path, monkeypatch) as stage:
        written: list[str] = []
        for text in (WORST, twin(WORST)):
            await show(stage, store, text)
            stage.open(DIALOGS[action])
            main = stage.main
            main.perform(ACTIONS[action])
            written.append(await stage.painted())
            assert stage.app.screen is not main, action
            await stage.pilot.press("escape", "escape")
            while stage.app.screen is not main:
                await stage.app.pop_screen()
        only_ours(written[0])
        assert kinds(written[0]) == kinds(written[1])
        assert "@click" in plain(written[0]) or action in NAMELESS


def plain(output: str) -> str:
    """What is to be read, without colours."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", output)


async def test_a_notification_is_read_and_not_obeyed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with staged(store, tmp_path, monkeypatch) as stage:
        for payload in (Payload("worst", WORST), *CORPUS[::10]):
            await show(stage, store, payload.text)
            stage.main.context().surface.tell(store.title(stage.open(DM)))
            only_ours(await stage.painted())
            stage.app.clear_notifications()


@pytest.mark.parametrize(
    ("terminal", "around", "kind"),
    [("xterm-kitty", "", "OSC 99"), ("foot", "TMUX", "DCS"), ("WezTerm", "STY", "DCS")],
)
async def test_a_notice_is_exactly_our_sequence(
    terminal: str, around: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("TMUX", "STY", "KITTY_WINDOW_ID", "VTE_VERSION", "LC_TERMINAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.setenv("TERM_PROGRAM", terminal)
    if around:
        monkeypatch.setenv(around, "/tmp/around")
    told: list[Counter[str]] = []
    for text in (WORST, "x"):
        store = Store()
        async with staged(store, tmp_path, monkeypatch) as stage:
            await show(stage, store, text)
            store.apply(ConnectionPut(Connection(ConnectionState.LIVE)))
            stage.app.post_message(events.AppBlur())
            await stage.painted()
            told.append(kinds(await _told_of(stage, store, text)))
    assert told[0] == told[1]
    assert told[0][kind]


async def test_the_clipboard_gets_text_that_is_safe_to_paste(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with staged(store, tmp_path, monkeypatch) as stage:
        for payload in (Payload("worst", WORST), *CORPUS[::20]):
            await show(stage, store, payload.text)
            stage.open(DM)
            stage.main.pane.focus_timeline()
            await stage.pilot.press("up")
            stage.recording.take()
            stage.main.perform(ACTIONS["message.copy"])
            await stage.pilot.pause()
            written = stage.recording.take()
            only_ours(written)
            copied = re.findall(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", written)
            assert len(copied) == 1, payload
            pasted = base64.b64decode(copied[0]).decode()
            assert set(kinds(pasted)) <= {"C0 0A"}


async def _told_of(stage: Stage, store: Store, text: str) -> str:
    """What the terminal is told besides what is painted when a message comes."""
    written: list[str] = []
    item = large_events(text)[0]
    assert isinstance(item, Received)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage.app, "tell_terminal", written.append)
        patch.setattr(stage.app, "bell", lambda: written.append("\x07"))
        store.apply(item.event)
        await stage.pilot.pause()
    return "".join(written)


def large_events(text: str) -> list[StreamItem]:
    """A message, a name and an alias of any length, as a stream brings them."""
    told = message(text, GROUP, 4)
    frames = (
        {"event": "message-created", "payload": {"id": told["id"], "conversation_id": GROUP,
                                                 "partial": told}},
        {"event": "conversation-updated", "payload": {"id": GROUP,
                                                      "partial": {"metadata": {"name": text}}}},
        {"event": "user-updated", "payload": {"id": "u-other", "partial": {"alias": text}}},
    )  # fmt: skip
    return [stream_item(ServerSentEvent("x", json.dumps(frame), None)) for frame in frames]


@pytest.mark.parametrize("payload", LARGE_PAYLOADS, ids=str)
async def test_what_is_large_freezes_nothing(
    payload: Payload, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with staged(store, tmp_path, monkeypatch) as stage:
        await show(stage, store, "x")
        stage.open(GROUP)
        slowest = 0.0
        before = resident_bytes()
        for item in large_events(payload.text):
            assert isinstance(item, Received)
            begun = thread_time()
            store.apply(item.event)
            await stage.pilot.pause()
            slowest = max(slowest, thread_time() - begun)
        only_ours(await stage.painted())
        grown = resident_bytes() - before
        print(f"{payload}: {slowest:.2f} s, {grown / 1e6:.0f} MB")
        assert slowest < LONGEST_STILL
        assert grown < MOST_BYTES
