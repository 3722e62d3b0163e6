"""Starting, restarting and ordering the stand-in, in a loop, a thread and a process."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.safespot_server import ThreadedServer, Traps
from tests.safespot_server.conftest import Street

ROOT = Path(__file__).parents[2]


async def test_a_restart_keeps_the_state_and_kills_the_streams(street: Street) -> None:
    before = street.server.url
    async with street.bruno.stream() as stream:
        await street.ana.send(street.ids.ana_bruno, "antes")
        assert (await stream.event())["type"] == "chat-update"
        await street.server.restart()
        remaining = await stream.events()
        assert all(event["originClientId"] == "orchestrator" for event in remaining)
    assert street.server.url == before
    history = await street.ana.ask("GET", f"/chats/rooms/{street.ids.ana_bruno}/messages")
    assert history.json()[-1]["content"] == "antes"
    assert int(history.headers["ratelimit-remaining"]) == 499


async def test_a_killed_server_leaves_a_false_presence_behind(street: Street) -> None:
    room = street.ids.ana_bruno
    async with street.ana.stream() as stream:
        await street.server.restart()
        await stream.events()
    unheard = (await street.bruno.send(room, "nadie escucha")).json()
    assert unheard["is_delivered"] is True
    async with street.ana.stream() as stream:
        await street.bruno.send(room, "ahora sí")
        assert (await stream.event())["partial"]["message"]["content"] != "nadie escucha"


async def test_nobody_answers_while_it_is_stopped(street: Street) -> None:
    await street.server.stop()
    with pytest.raises(httpx.ConnectError):
        await street.http.get("/health")
    await street.server.start()
    assert (await street.http.get("/health")).json()["status"] == "ok"


def test_in_a_thread() -> None:
    with ThreadedServer(Traps(requests=100), seeded=True) as server:
        url = server.url
        assert httpx.get(f"{url}/").status_code == 200
        server.do(lambda it: it.faults.storm(60))
        pair = {"email": "ana@example.test", "password": "secreto1"}
        assert httpx.post(f"{url}/api/auth/login", json=pair).status_code == 429
        server.do(lambda it: it.faults.clear())
        assert httpx.post(f"{url}/api/auth/login", json=pair).status_code == 200
        server.restart()
        assert httpx.post(f"{url}/api/auth/login", json=pair).status_code == 200
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/health")


def test_a_port_that_is_taken() -> None:
    with (
        ThreadedServer() as server,
        pytest.raises(OSError, match="in use"),
        ThreadedServer(port=server.port),
    ):
        pass


@contextmanager
def process(*options: str) -> Iterator[tuple[str, list[str]]]:
    """From the command line: its address, and what else it prints."""
    command = [sys.executable, "-m", "tests.safespot_server", "--port", "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            url = running.stdout.readline().strip()
            count = 3 if "--seed" in options else 0
            yield url, [running.stdout.readline().strip() for _ in range(count)]
        finally:
            running.terminate()
            assert running.wait(timeout=10) == 0


def state_of_another_life(url: str, lives: int) -> dict[str, Any]:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            stored = httpx.get(f"{url}/__test__/state").json()
        except httpx.TransportError:
            continue
        if stored["lives"] > lives:
            return stored
    raise TimeoutError


def test_from_the_command_line_with_orders_over_http() -> None:
    with process("--seed", "--trap", "requests=50") as (url, people):
        email, password = people[0].split()
        pair = {"email": email, "password": password}

        def order(name: str, **body: object) -> httpx.Response:
            return httpx.post(f"{url}/__test__/{name}", json=body)

        ana = httpx.post(f"{url}/api/auth/login", json=pair).json()
        away = order(
            "messages", **{"from": "Carla", "to": "Ana", "content": "n.º {n}", "count": 120}
        )
        assert len(away.json()["ids"]) == 120
        headers = {"Authorization": f"Bearer {ana['token']}"}
        room = f"{url}/api/chats/rooms/{away.json()['room']}/messages"
        history = httpx.get(room, headers=headers)
        assert history.json()[-1]["content"] == "n.º 120"
        assert history.headers["ratelimit-limit"] == "50"

        order("storm", seconds=60)
        assert httpx.get(room, headers=headers).status_code == 429
        order("clock", advance=61)
        assert httpx.get(room, headers=headers).status_code == 200
        order("fail", way="before", method="GET", path="/api/.*")
        assert httpx.get(room, headers=headers).status_code == 500
        order("expire-tokens")
        assert httpx.get(room, headers=headers).status_code == 401
        assert order("nonsense").status_code == 404
        assert order("messages", **{"from": "Nobody", "to": "Ana"}).status_code == 400

        lives = order("restart", seconds=0).json()["lives"]
        stored = state_of_another_life(url, lives)
        assert len(stored["messages"]) == 127
        assert stored["mistakes"] == []
        dora = order("people", alias="Dora", email="dora@example.test", password="secreto4").json()
        assert {"anonymous_id", "token", "signature"} == dora.keys()


def test_from_the_command_line_without_traps() -> None:
    with process("--no-traps") as (url, _):
        answer = httpx.post(f"{url}/api/auth/bootstrap", json={})
        assert answer.status_code == 200
        assert "ratelimit-limit" not in answer.headers
