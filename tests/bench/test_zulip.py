"""What the benchmark's stand-in of Zulip answers."""

import threading
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import msgspec
import pytest

from bench.zulip import NOTHING_UNREAD, ZulipServer, ZulipWorld

API = "/api/v1/"


def contents(messages: list[dict[str, Any]]) -> list[str]:
    return [message["content"] for message in messages]


@pytest.fixture
def world() -> ZulipWorld:
    return ZulipWorld(["uno", "dos", "tres"])


def test_a_page_is_the_end_of_the_history(world: ZulipWorld) -> None:
    page = world.answer(f"{API}messages", {"num_before": "2"})
    assert contents(page["messages"]) == ["<p>dos</p>", "<p>tres</p>"]
    assert page["anchor"] == NOTHING_UNREAD


def test_who_waits_for_events_is_told_what_is_said_then_and_only_that(world: ZulipWorld) -> None:
    begin = world.answer(f"{API}register", {})["last_event_id"]
    heard: list[dict[str, Any]] = []

    def listen() -> None:
        answer = world.answer(f"{API}events", {"last_event_id": str(begin)})
        heard.extend(event["message"] for event in answer["events"])

    listener = threading.Thread(target=listen)
    listener.start()
    world.tell("cuatro")
    listener.join(timeout=30)
    assert contents(heard) == ["<p>cuatro</p>"]
    world.tell("cinco")
    (event,) = world.answer(f"{API}events", {"last_event_id": str(begin + 1)})["events"]
    assert contents([event["message"]]) == ["<p>cinco</p>"]
    assert event["id"] == begin + 2


def test_a_client_that_registers_late_hears_nothing_twice(world: ZulipWorld) -> None:
    world.tell("cuatro")
    begin = world.answer(f"{API}register", {})["last_event_id"]
    world.tell("cinco")
    (event,) = world.answer(f"{API}events", {"last_event_id": str(begin)})["events"]
    assert contents([event["message"]]) == ["<p>cinco</p>"]


def test_settings_lead_to_the_server_and_are_private(tmp_path: Path) -> None:
    server = ZulipServer(["uno"])
    try:
        server.settle(tmp_path)
        settings = tmp_path / "zuliprc"
        assert settings.stat().st_mode & 0o077 == 0
        site = settings.read_text().rpartition("site=")[2].strip()
        with urlopen(f"{site}{API}messages?num_before=5") as response:
            page = msgspec.json.decode(response.read())
        assert contents(page["messages"]) == ["<p>uno</p>"]
    finally:
        server.close()
