"""The server as a process."""

import asyncio
import json
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from safespot_tui.server.migrations.upgrade import UnknownSchema
from safespot_tui.server.serve import serve, serving

from .conftest import World

PROGRAM = """
import sys
from safespot_tui.server.serve import serve
serve("127.0.0.1", 0, sys.argv[1], announce=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


async def start(database: Path) -> tuple[asyncio.subprocess.Process, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
        f"sqlite:///{database}",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        return process, (await process.stdout.readline()).decode().strip()


async def test_announces_its_url_logs_without_secrets_and_stops(tmp_path: Path) -> None:
    process, url = await start(tmp_path / "server.db")
    try:
        async with httpx.AsyncClient(base_url=url) as http:
            ana, beto = await World(http).people("ana", "beto")
            dm = await ana.open_dm(beto)
            await ana.send(dm, "canary in a body")
            await ana.do("GET", "/users", params={"alias": "canary"})
            await ana.ask("GET", "/me", headers={"Authorization": "Bearer canary"})
            await http.get("/%1b]52;c")
            async with ana.stream() as stream:
                await stream.until("sync")
                process.send_signal(signal.SIGINT)
                assert await stream.rest() == []
        async with asyncio.timeout(10):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert (process.returncode, out) == (0, b"stopped\n")
    for secret in (ana.token, beto.token, "canary", "correct horse", "ana@example.org"):
        assert secret not in err.decode()
    lines = [json.loads(line) for line in err.decode().splitlines()]
    requests = {(line["method"], line["path"], line["status"]) for line in lines}
    assert ("POST", "/accounts", 201) in requests
    assert ("GET", "/users", 200) in requests
    assert ("GET", "/me", 401) in requests
    assert b"\x1b" not in err


async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    database = tmp_path / "server.db"
    process, url = await start(database)
    async with httpx.AsyncClient(base_url=url) as http:
        ana, beto = await World(http).people("ana", "beto")
        dm = await ana.open_dm(beto)
        cursor = (await beto.snapshot())["cursor"]
        sent = [(await ana.send(dm, str(number)))["id"] for number in range(20)]
        process.kill()
        await process.wait()
    async with serving(f"sqlite:///{database}") as url, httpx.AsyncClient(base_url=url) as http:
        beto._http = http
        assert (await beto.do("GET", f"/conversations/{dm}/messages"))["ids"] == sent
        assert [event.payload["id"] for event in await beto.since(cursor)] == sent


async def test_says_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            async with serving(port=port):
                pass
        with pytest.raises(OSError, match="in use"):
            await asyncio.to_thread(serve, "127.0.0.1", port, "sqlite://")


async def test_says_that_the_database_is_of_another_version(tmp_path: Path) -> None:
    import sqlite3

    url = f"sqlite:///{tmp_path / 'server.db'}"
    async with serving(url):
        pass
    with sqlite3.connect(tmp_path / "server.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '99'")
    with pytest.raises(UnknownSchema):
        async with serving(url):
            pass


async def test_small_answers_do_not_wait_for_acknowledgements(live: Any) -> None:
    """Forty milliseconds each are the sign of Nagle's algorithm against delayed acknowledgement."""
    loop = asyncio.get_running_loop()
    await live.http.get("/health")
    fastest = 1.0
    for _ in range(10):
        began = loop.time()
        await live.http.get("/health")
        fastest = min(fastest, loop.time() - began)
    assert fastest < 0.03
