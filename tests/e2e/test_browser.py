"""The full-screen client in a real browser, against a real server."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image

from .browser import Browser, chromium
from .people import PASSWORD, Backend, Person
from .served import served
from .tab import ALT_UP, ENTER, ESC, QUIT, TAB, Key, Tab, alt_shift
from .terminal import DEADLINE


@pytest.fixture
def program() -> str:
    found = chromium()
    if found is None:
        pytest.skip(
            "no Chromium here, so NOTHING WAS TRIED IN A BROWSER (Debian: apt install chromium)"
        )
    return found


CTRL_P = "\x10"


async def test_one_logs_in_reads_and_answers(
    program: str, backend: Backend, sofia: Person, marta: Person, tmp_path: Path
) -> None:
    sofia.json("new", "Marta")
    sofia.json("send", "Marta", "¿se cortó la luz?")
    make_moderator(marta, tmp_path)
    with served(tmp_path / "desk") as server:
        async with Browser(program, tmp_path / "chromium") as browser:
            tab = await browser.open(server.url)
            await log_in(tab, backend.url, marta.email)
            await tab.wait_for("1 unread")
            await tab.wait_in_page("document.title === '(1) SafeSpot'")
            await tab.wait_for("Esc ends the tour")
            await tab.press(ESC)
            await tab.wait_until(lambda text: "Tour" not in text, "no tour")

            await tab.press(ENTER)
            await tab.wait_for("¿se cortó la luz\\?")
            await tab.wait_for("Write a message")
            # Whoever looks at the page reads.
            await tab.wait_in_page("document.title === 'SafeSpot'")
            await tab.type("sí, ")
            await tab.paste("volvió recién")
            await tab.wait_for("sí, volvió recién")
            await tab.press(ENTER)
            await tab.wait_for("recién +✓")
            answer = sofia.json("history", "Marta")["messages"][-1]
            assert answer["content"] == "sí, volvió recién"

            await tab.press_through(alt_shift("t"))
            await tab.wait_for("To do 0 +Mine 0")
            async with session(backend, sofia) as hers:
                where = f"/conversations/{answer['conversation_id']}/flags/{uuid.uuid4()}"
                about = {"message_id": answer["id"], "reason": "no volvió nada"}
                assert (await hers.put(where, json=about)).is_success
            await tab.wait_for("To do 1 +Mine 0")
            await tab.wait_for("⚑ 1")
            await tab.press(Key("c", 67, "c"))
            await tab.wait_for("Mine 1")
            await tab.press(Key("d", 68, "d"))
            await tab.wait_for("To do 0 +Mine 0.*Done 1")
            async with session(backend, marta) as elsewhere:
                await wait_done(elsewhere, answer["conversation_id"])
            await tab.press_through(ESC)
            await tab.wait_for("All +Unread")

            sofia.json("send", "Marta", "¿en todo el barrio? https://example.org/cortes")
            await tab.wait_for("¿en todo el barrio")
            await tab.press(ALT_UP)
            await tab.wait_for("› ¿en todo el barrio")
            await tab.click("example.org/cortes")
            await tab.wait_in_page("document.getElementById('link').open")
            host = await tab.evaluate("document.getElementById('link-host').innerText")
            assert host == "example.org"
            await tab.press(ESC)
            await tab.wait_in_page("!document.getElementById('link').open")

            await tab.press(Key("c", 67, "c"))
            await tab.wait_for("Copied")
            assert (await tab.copied()).startswith("¿en todo el barrio?")
            await tab.press(alt_shift("s"))
            await tab.wait_for("SILENT MODE")
            await tab.press(alt_shift("s"))
            await tab.wait_until(lambda text: "SILENT MODE" not in text, "no silent mode")
            with Image.open(BytesIO(await tab.painted())) as painted:
                assert len(painted.convert("RGB").getcolors(1_000_000) or ()) > 20

            await tab.press(Key("o", 79, "o"))
            await tab.wait_for("It leads to: example.org")
            await tab.press(ENTER)
            await browser.wait_for_tab("https://example.org/cortes")

            await tab.wait_left()
            # What comes after this has been drawn, comes while nobody looks.
            await tab.write_unseen(CTRL_P + "silent")
            await tab.wait_for("Silent mode")
            await tab.write_unseen("\x1b")
            await tab.keep_notices()
            sofia.json("send", "Marta", "¿y la escuela?")
            await tab.wait_in_page("told.some(([head, body]) => body === '¿y la escuela?')")

            await tab.press(QUIT)
            await tab.wait_in_page("document.body.innerText.includes('You left SafeSpot')")
            await tab.wait_in_page("document.getElementById('terminal') === null")
            page = tab.fetched[1]
            here = re.compile(f"(http|ws){re.escape(page.removeprefix('http'))}")
            assert [url for url in tab.fetched[1:] if not here.match(url)] == []
            assert tab.complaints == []
        assert server.stop() == 0


def make_moderator(person: Person, folder: Path) -> None:
    database = f"sqlite:///{folder / 'server.sqlite3'}"
    done = person.run("admin", "set-role", "--database-url", database, person.email, "moderator")
    assert done.returncode == 0, done.stderr


@asynccontextmanager
async def session(backend: Backend, person: Person) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody's way to the server, without a client."""
    async with httpx.AsyncClient(base_url=backend.url, timeout=DEADLINE) as http:
        body = {"email": person.email, "password": PASSWORD}
        token = (await http.post("/sessions", json=body)).json()["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        yield http


async def wait_done(moderator: httpx.AsyncClient, conversation_id: str) -> None:
    """Ask the server until it says so: the screen did when the key was pressed."""
    async with asyncio.timeout(DEADLINE):
        while True:
            done = await moderator.get("/moderation/cases", params={"state": "done"})
            if done.json()["ids"] == [conversation_id]:
                return
            await asyncio.sleep(0.05)


async def log_in(tab: Tab, server: str, email: str) -> None:
    await tab.wait_for("Password")
    # A key counts where the focus is when it comes; people look before they go on.
    for field, shown in ((server, "http://127"), (email, "marta@"), (PASSWORD, "•")):
        await tab.type(field)
        await tab.wait_for(shown)
        await tab.press(TAB)
    await tab.press(ENTER)
