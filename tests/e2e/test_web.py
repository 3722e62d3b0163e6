"""The command that serves the page, without a browser."""

import asyncio
import os
import select
import socket
from pathlib import Path

import aiohttp
from yarl import URL

from .people import Person, environment
from .served import served
from .terminal import DEADLINE


async def entered(http: aiohttp.ClientSession, url: URL) -> URL | None:
    """The page that an address leads to; None where it opens nothing."""
    async with http.get(url) as answer:
        told = await answer.text()
    return url.join(URL(told.split('href="')[1].split('"')[0])) if answer.status == 200 else None


async def test_each_line_typed_gives_another_address(tmp_path: Path) -> None:
    with served(tmp_path / "desk") as server:
        async with aiohttp.ClientSession() as http:
            first = URL(server.url)
            second = URL(server.another())
            assert await entered(http, first) is None
            assert await entered(http, second) is not None
        assert server.stop() == 0


def test_nonsense_is_no_news_for_the_terminal(tmp_path: Path) -> None:
    with served(tmp_path / "desk") as server:
        url = URL(server.url)
        for nonsense in (b"GET /?token=\xff HTTP/1.1\r\n\r\n", b"GET /" + b"a" * 10_000):
            with socket.create_connection((url.host, url.port), timeout=DEADLINE) as line:
                line.sendall(nonsense)
                assert b" 400 " in line.recv(100)
        assert server.stop() == 0
    assert len(server.printed.splitlines()) == 5
    assert "Traceback" not in server.printed


async def test_nothing_goes_on_when_the_server_is_killed(tmp_path: Path) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    with served(tmp_path / "desk") as server:
        async with aiohttp.ClientSession(cookie_jar=jar) as http:
            url = URL(server.url)
            page = await entered(http, url)
            assert page is not None
            origin = {"Origin": str(url.origin())}
            async with http.ws_connect(page / "socket", headers=origin) as page_socket:
                await page_socket.receive_bytes(timeout=DEADLINE)
                (app,) = server.children()
                # It is not our child, so its end has to be heard of in another way.
                end = os.pidfd_open(app)
                server.kill()
        has_ended, _, _ = await asyncio.to_thread(select.select, [end], [], [], DEADLINE)
        os.close(end)
        assert has_ended


def test_what_would_let_everybody_in_is_refused(tmp_path: Path) -> None:
    person = Person(tmp_path / "ana", "Ana")
    done = person.run("web", "--host", "0.0.0.0", "--port", "0", env=environment(tmp_path))
    assert done.returncode == 2
    assert "--public-url" in done.stderr
