"""Hostile text through every command's printing, for people and as JSON."""

import argparse
import io
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from safespot_tui.cli import account
from safespot_tui.cli.commands import history, inbox, search, whoami
from safespot_tui.cli.follower import Follower
from safespot_tui.cli.logs import start_logging
from safespot_tui.cli.main import main
from safespot_tui.config.profiles import Profile
from safespot_tui.domain.event import Received
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.global_chat import translate
from safespot_tui.gateway.global_chat.events import stream_item
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.gateway.sse.decoder import Block, EventStreamDecoder
from tests.hostile.payloads import CORPUS, LARGE_PAYLOADS, Payload
from tests.hostile.sequences import kinds
from tests.hostile.town import DM, GROUP, hostile_gateway, message

COMMANDS = {
    "inbox": (inbox, []),
    "inbox --json": (inbox, ["--json"]),
    "history": (history, [GROUP]),
    "history --json": (history, [GROUP, "--json"]),
    "history of two": (history, [DM]),
    "search": (search, ["x"]),
    "search --json": (search, ["x", "--json"]),
    "whoami": (whoami, []),
    "whoami --json": (whoami, ["--json"]),
}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has every command meet a server that tells this text everywhere."""
    texts = [""]

    @asynccontextmanager
    async def connected(options: argparse.Namespace) -> AsyncIterator[Gateway]:
        gateway = hostile_gateway(texts[0])
        try:
            yield gateway
        finally:
            await gateway.aclose()

    def profile(options: argparse.Namespace) -> Profile:
        return Profile("default", "http://127.0.0.1:1", texts[0], "u-me", texts[0])

    monkeypatch.setattr(account, "connected", connected)
    monkeypatch.setattr(account, "required_profile", profile)
    return lambda text: texts.__setitem__(0, text)


def nothing_but_lines(printed: str, of: object) -> None:
    assert set(kinds(printed)) <= {"C0 0A"}, of


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_prints_orders_a_terminal_nothing(
    name: str, served: Callable[[str], None], capsys: pytest.CaptureFixture[str]
):
    module, arguments = COMMANDS[name]
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    options = parser.parse_args(arguments)
    for payload in CORPUS[:: 3 if name == "history of two" else 1]:
        if "json" in name and any("\ud800" <= each <= "\udfff" for each in payload.text):
            continue  # an e-mail in a file cannot hold half a character
        served(payload.text)
        assert module.run(options) == 0
        printed, problems = capsys.readouterr()
        nothing_but_lines(printed + problems, payload)
        assert len(printed) > 10
        if "json" in name:
            json.loads(printed)


@pytest.mark.parametrize("as_json", [False, True])
async def test_what_a_stream_brings_is_printed_safely_however_it_is_cut(
    as_json: bool, capsys: pytest.CaptureFixture[str]
):
    follower = Follower(hostile_gateway("x"), as_json=as_json)
    await follower.start()
    for number, payload in enumerate(CORPUS):
        for item in map(stream_item, received(payload, number)):
            assert isinstance(item, Received)
            for told in follower._learn(item.event):
                follower._print(told)
        nothing_but_lines(capsys.readouterr().out, payload)


def received(payload: Payload, number: int) -> Iterator[Block]:
    """Three events that carry a payload, cut into chunks in the middle of everything."""
    told = message(payload.text, GROUP, number + 10)
    frames = (
        {"event": "message-created",
         "payload": {"id": told["id"], "conversation_id": GROUP, "partial": told}},
        {"event": "user-updated",
         "payload": {"id": "u-other", "partial": {"alias": payload.text}}},
        {"event": "conversation-updated",
         "payload": {"id": GROUP, "partial": {"metadata": {"name": payload.text}}}},
    )  # fmt: skip
    stream = b"".join(f"data: {json.dumps(frame)}\n\n".encode() for frame in frames)
    decoder, size = EventStreamDecoder(), 1 + number % 7
    for at in range(0, len(stream), size):
        yield from decoder.feed(stream[at : at + size])


@pytest.mark.parametrize("payload", LARGE_PAYLOADS, ids=str)
def test_what_is_large_is_printed(
    payload: Payload, served: Callable[[str], None], capsys: pytest.CaptureFixture[str]
):
    served(payload.text[:50_000])
    parser = argparse.ArgumentParser()
    history.add_arguments(parser)
    assert history.run(parser.parse_args([GROUP])) == 0
    nothing_but_lines(capsys.readouterr().out, payload)


def test_the_check_would_notice_what_got_through(
    served: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, SafeText)
    parser = argparse.ArgumentParser()
    history.add_arguments(parser)
    served("\x1b]52;c;cm0=\x07")
    history.run(parser.parse_args([GROUP]))
    with pytest.raises(AssertionError):
        nothing_but_lines(capsys.readouterr().out, "")


@pytest.mark.parametrize("part", range(8))
def test_what_a_stranger_wrote_may_stand_on_the_command_line(
    part: int,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv("SAFESPOT_TUI_HOME", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for payload in CORPUS[part::8]:
        text = payload.text.replace("\x00", "")
        arguments = (
            ["--profile", text, "inbox"],
            ["login", "--server", text, "--email", "a@example.org", "--password-stdin"],
            ["login", "--server", "a.example/" + text, "--anonymous", "--alias", text],
            [text],
            ["inbox", text],
            ["history", "x", "--limit", text],
            ["new", "--report", text],
            ["send", "x", "--image", text],
        )[CORPUS.index(payload) // 8 % 8]
        with suppress(SystemExit):
            main(arguments)
        printed, problems = capsys.readouterr()
        nothing_but_lines(printed + problems, (payload, arguments))


def test_the_log_has_one_line_for_each_thing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    start_logging(tmp_path)
    (handler,) = root.handlers
    try:
        for payload in CORPUS:
            logging.getLogger("safespot_tui.test").warning("it says %s", payload.text)
    finally:
        handler.close()
    (log,) = tmp_path.iterdir()
    written = log.read_text("utf-8")
    assert set(kinds(written)) <= {"C0 0A"}
    lines = written.split("\n")[:-1]
    assert sum(not line.startswith("    ") for line in lines) == len(CORPUS)
