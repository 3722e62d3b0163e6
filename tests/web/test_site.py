"""Nobody comes in but by a token, and what they are shown ends with them."""

import json
import re

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from yarl import URL

from safespot_tui.web import app_process
from safespot_tui.web.page import FILES, page
from safespot_tui.web.site import COOKIE, HEADERS, Closed

from .conftest import Place, Visitor


async def drawn(socket: ClientWebSocketResponse) -> str:
    return (await socket.receive_bytes(timeout=60)).decode()


async def closed(socket: ClientWebSocketResponse) -> int | None:
    """Why the site closed a connection."""
    while (received := await socket.receive(timeout=60)).type is WSMsgType.BINARY:
        pass
    assert received.type is WSMsgType.CLOSE
    return received.data


async def say(socket: ClientWebSocketResponse, *message: object) -> None:
    await socket.send_str(json.dumps(message))


async def status(visitor: Visitor, url: URL, **headers: str) -> int:
    async with visitor.http.get(url, headers=headers, allow_redirects=False) as answer:
        return answer.status


async def ended(place: Place, visitor: Visitor) -> None:
    """Wait until no app of the visitor's session runs any more."""
    for session in place.door.sessions:
        if session.name in str(visitor.page):
            async with session.turn:
                return


# -------------------------------------------------------------------------------- the door


async def test_without_a_token_there_is_a_sentence_and_nothing_else(place: Place) -> None:
    visitor = place.visitor()
    async with visitor.http.get(visitor.base) as answer:
        assert answer.status == 403
        assert "Press Enter where “safespot-tui web” runs" in await answer.text()
    assert await visitor.enter("guessed") == 403


async def test_a_token_opens_once(place: Place) -> None:
    token = place.door.new_token()
    assert await place.visitor().enter(token) == 200
    assert await place.visitor().enter(token) == 403


async def test_who_only_looks_whether_there_is_something_uses_nothing_up(place: Place) -> None:
    visitor, token = place.visitor(), place.door.new_token()
    url = visitor.base.with_query(token=token)
    assert await status(visitor, url, **{"Sec-Purpose": "prefetch;prerender"}) == 503
    async with visitor.http.head(url) as answer:
        assert answer.status == 405
    assert await visitor.enter(token) == 200


async def test_the_cookie_is_for_this_session_and_for_no_script(place: Place) -> None:
    visitor = place.visitor()
    async with visitor.http.get(visitor.base.with_query(token=place.door.new_token())) as answer:
        cookie = answer.cookies[COOKIE]
        assert "/session/" in await answer.text()
    (session,) = place.door.sessions
    assert cookie.value == session.secret
    assert cookie["path"] == f"/session/{session.name}/"
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Strict", "")


@pytest.mark.parametrize("public", [URL("https://desk.example.org")])
async def test_behind_tls_the_cookie_goes_by_tls_only(place: Place) -> None:
    visitor = place.visitor()
    async with visitor.http.get(visitor.base.with_query(token=place.door.new_token())) as answer:
        assert answer.cookies[COOKIE]["secure"] is True


async def test_nothing_of_a_session_is_for_who_has_no_cookie_of_it(place: Place) -> None:
    guest, other, stranger = await place.guest(), await place.guest(), place.visitor()
    for name in ("", "textual.js", "socket"):
        assert await status(stranger, guest.page.join(URL(name))) == 403
        assert await status(other, guest.page.join(URL(name))) == 403
        theirs = {"Cookie": f"{COOKIE}={other.page.parts[-1]}"}
        assert await status(stranger, guest.page.join(URL(name)), **theirs) == 403
    stranger.page = guest.page
    with pytest.raises(WSServerHandshakeError) as refused:
        await stranger.connect()
    assert refused.value.status == 403
    assert await status(guest, guest.page) == 200


async def test_a_name_that_leads_here_is_not_enough(place: Place) -> None:
    guest = await place.guest()
    assert await status(guest, guest.page, Host="rebound.example") == 403
    token = place.door.new_token()
    assert await status(guest, guest.base.with_query(token=token), Host="rebound.example") == 403
    assert await place.visitor().enter(token) == 200, "it was used up"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null", ""])
async def test_a_page_of_somebody_else_gets_no_connection(place: Place, origin: str) -> None:
    guest = await place.guest()
    with pytest.raises(WSServerHandshakeError) as refused:
        await guest.connect(Origin=origin)
    assert refused.value.status == 403
    assert place.notes == []


# -------------------------------------------------------------------------------- the page


async def test_the_page_is_made_of_what_is_here(place: Place) -> None:
    guest = await place.guest()
    async with guest.http.get(guest.page) as answer:
        told = await answer.text()
    named = re.findall(r'(?:src|href)="([^"]+)"', told)
    assert {"textual.js", "xterm.css", "page.js", "page.css"} < set(named)
    assert set(named) - {"data:,"} <= set(FILES)
    assert "://" not in told
    assert '<html lang="en">' in told
    for name in FILES:
        assert await status(guest, guest.page.join(URL(name))) == 200
    assert await status(guest, guest.page.join(URL("site.py"))) == 404
    assert await status(guest, guest.page.join(URL("..%2fsite.py"))) == 404


def test_the_page_has_a_sentence_for_every_end() -> None:
    script = FILES["page.js"].read_text(encoding="utf-8")
    reasons = dict(re.findall(r"(\d+): \"(\w+)\"", script))
    assert set(reasons) == {str(int(code)) for code in Closed}
    assert {*reasons.values(), "broken", "unable", "waiting"} == set(
        re.findall(r'data-when="(\w+)"', page())
    )


async def test_every_answer_says_what_a_browser_may_do_with_it(place: Place) -> None:
    guest = await place.guest()
    for url in (guest.base, guest.page, guest.page.join(URL("page.js")), guest.base / "nothing"):
        async with guest.http.get(url) as answer:
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    async with guest.http.get(guest.page, headers={"Host": "rebound.example"}) as answer:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


# -------------------------------------------------------------------------------- the app


async def test_the_app_gets_what_is_typed_and_the_page_what_is_drawn(place: Place) -> None:
    guest = await place.guest()
    async with await guest.connect() as socket:
        assert await drawn(socket) == "90x30 mint"
        await say(socket, "stdin", "¿hola?")
        assert await drawn(socket) == "¿hola?"
        await say(socket, "resize", {"width": 100, "height": 40})
        assert json.loads(await drawn(socket)) == {"type": "resize", "width": 100, "height": 40}
        await socket.send_str("nonsense")
        await socket.send_bytes(b"nonsense")
        await say(socket, "blur")
        assert json.loads(await drawn(socket)) == {"type": "blur"}
        await say(socket, "focus")
        assert json.loads(await drawn(socket)) == {"type": "focus"}


async def test_the_app_ends_when_the_browser_goes_and_begins_when_it_is_back(place: Place) -> None:
    guest = await place.guest()
    async with await guest.connect() as socket:
        await drawn(socket)
    await ended(place, guest)
    assert place.notes == ["began", "ended"]
    assert not place.is_running(0)
    async with await guest.connect() as socket:
        await drawn(socket)
    await ended(place, guest)
    assert place.notes == ["began", "ended"] * 2


async def test_an_app_that_does_not_end_is_killed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app_process, "PATIENCE", 0.05)
    guest = await place.guest()
    async with await guest.connect() as socket:
        await drawn(socket)
        await say(socket, "stdin", "hang")
        assert await drawn(socket) == "hanging"
    await ended(place, guest)
    assert place.notes == ["began"]
    assert not place.is_running(0)


async def test_a_session_is_shown_where_it_was_opened_last(place: Place) -> None:
    guest = await place.guest()
    async with await guest.connect() as first:
        await drawn(first)
        async with await guest.connect() as second:
            assert await closed(first) == Closed.ELSEWHERE
            assert await drawn(second) == "90x30 mint"
            # The second app reads what the first one has kept.
            assert place.notes == ["began", "ended", "began"]
            await say(second, "stdin", "mine")
            assert await drawn(second) == "mine"


async def test_each_token_has_an_app_of_its_own(place: Place) -> None:
    ana, beto = await place.guest(), await place.guest()
    async with await ana.connect() as hers, await beto.connect() as his:
        assert await drawn(hers) == await drawn(his) == "90x30 mint"
        await say(his, "stdin", "leave")
        assert await closed(his) == Closed.LEFT
        await say(hers, "stdin", "still here")
        assert await drawn(hers) == "still here"


async def test_who_leaves_the_app_leaves_the_session(place: Place) -> None:
    guest = await place.guest()
    async with await guest.connect() as socket:
        await drawn(socket)
        await say(socket, "stdin", "leave")
        assert await closed(socket) == Closed.LEFT
    assert await status(guest, guest.page) == 403


async def test_an_app_that_fails_says_why_and_may_be_started_again(
    place: Place, capfd: pytest.CaptureFixture[str]
) -> None:
    guest = await place.guest()
    async with await guest.connect() as socket:
        await drawn(socket)
        await say(socket, "stdin", "crash")
        assert await closed(socket) == Closed.FAILED
    printed = capfd.readouterr()
    assert printed.out + printed.err == "This is why.\n"
    async with await guest.connect() as socket:
        assert await drawn(socket) == "90x30 mint"


async def test_when_it_is_stopped_every_app_ends(place: Place) -> None:
    ana, beto = await place.guest(), await place.guest()
    async with await ana.connect() as hers, await beto.connect() as his:
        await drawn(hers)
        await drawn(his)
        await place.stop()
        assert await closed(hers) == await closed(his) == Closed.STOPPED
    assert sorted(place.notes) == ["began", "began", "ended", "ended"]
    assert not place.is_running(0)
    assert not place.is_running(1)
