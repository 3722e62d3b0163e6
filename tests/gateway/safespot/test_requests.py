"""What is asked of the deployed server, word for word, and what is made of its answers."""

import json
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from msgspec import structs

from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.message import MessageType
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.safespot.budget import Budget, Priority
from safespot_tui.gateway.safespot.errors import RefGone, TokenRefused
from safespot_tui.gateway.safespot.requests import MAX_LIST_BYTES, MOST_ROWS, Requests
from safespot_tui.gateway.safespot.secret import Secret
from tests.safespot_server import Neighbourhood, SafeSpotServer

from .conftest import Ask

ME = UserId("11111111-1111-4111-8111-111111111111")
C = ConversationId("9087c108-3ccc-47c2-bff0-618392040da2")
M = MessageId("05db1bb3-1603-4c20-b21e-cce2081c911b")
R = ReportId("069aca5c-dbed-44ea-8b98-afc80659e553")
SECRET = Secret(ME, "t0ken", "s1gn", datetime(2026, 12, 1, tzinfo=UTC), registered=True)
ROOM = {"id": C}
ROW = {"id": M, "conversation_id": C, "created_at": "2026-11-24T06:46:26.439Z"}

Call = Callable[[Requests], Awaitable[Any]]


class Server:
    """Answers every request alike and remembers them."""

    def __init__(self, answer: Any = None, status: int = 200, **headers: str) -> None:
        self.requests: list[httpx.Request] = []
        self.answer = {"success": True} if answer is None else answer
        self.status = status
        self.headers = headers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self.status, json=self.answer, headers=self.headers)

    @property
    def asked(self) -> tuple[str, str, Any]:
        (request,) = self.requests
        body = json.loads(request.content) if request.content else None
        return request.method, request.url.raw_path.decode(), body


def requests(handler: Callable[[httpx.Request], httpx.Response], **how: Any) -> Requests:
    client = httpx.AsyncClient(
        transport=httpx.MockTransport(handler), base_url="http://127.0.0.1/api"
    )
    return Requests(client, SECRET, how.pop("budget", Budget()), **how)


CALLS: list[tuple[Call, Any, tuple[str, str, Any]]] = [
    (lambda r: r.rooms(), [ROOM], ("GET", "/api/chats/rooms", None)),
    (lambda r: r.messages(C), [ROW], ("GET", f"/api/chats/rooms/{C}/messages", None)),
    (lambda r: r.messages(C, M), [], ("GET", f"/api/chats/rooms/{C}/messages?since={M}", None)),
    (lambda r: r.catch_up(1795502786438), [{"type": "new-message", "payload": {}}],
     ("GET", "/api/realtime/catchup?since=1795502786438", None)),
    (lambda r: r.open_room(recipient_id=ME), ROOM,
     ("POST", "/api/chats/rooms", {"recipient_id": ME})),
    (lambda r: r.open_room(report_id=R), ROOM, ("POST", "/api/chats/rooms", {"report_id": R})),
    (lambda r: r.send(C, M, "hola"), ROW,
     ("POST", f"/api/chats/rooms/{C}/messages", {"id": M, "content": "hola", "type": "text"})),
    (lambda r: r.send(C, M, "u", kind=MessageType.IMAGE, caption="c", reply_to_id=M), ROW,
     ("POST", f"/api/chats/rooms/{C}/messages",
      {"id": M, "content": "u", "type": "image", "caption": "c", "reply_to_id": M})),
    (lambda r: r.edit(C, M, "hola"), {"success": True, "message": ROW},
     ("PATCH", f"/api/chats/rooms/{C}/messages/{M}", {"content": "hola"})),
    (lambda r: r.delete(C, M), None, ("DELETE", f"/api/chats/rooms/{C}/messages/{M}", None)),
    (lambda r: r.react(C, M, "👍"), {"action": "add", "reactions": {"👍": [ME]}},
     ("POST", f"/api/chats/rooms/{C}/messages/{M}/react", {"emoji": "👍"})),
    (lambda r: r.pin_message(C, M), None,
     ("PATCH", f"/api/chats/rooms/{C}/messages/{M}/pin", None)),
    (lambda r: r.unpin_message(C, M), None,
     ("DELETE", f"/api/chats/rooms/{C}/messages/{M}/pin", None)),
    (lambda r: r.star(C, M), None, ("POST", f"/api/chats/rooms/{C}/messages/{M}/star", None)),
    (lambda r: r.unstar(C, M), None, ("DELETE", f"/api/chats/rooms/{C}/messages/{M}/star", None)),
    (lambda r: r.starred(), [ROW], ("GET", "/api/chats/starred", None)),
    (lambda r: r.read(C), None, ("POST", f"/api/chats/rooms/{C}/read", None)),
    (lambda r: r.delivered(C), None, ("POST", f"/api/chats/rooms/{C}/delivered", None)),
    (lambda r: r.ack_delivered(M), None,
     ("POST", f"/api/chats/messages/{M}/ack-delivered", None)),
    (lambda r: r.reconcile_delivered([M]), None,
     ("POST", "/api/chats/messages/reconcile-status", {"delivered": [M]})),
    (lambda r: r.typing(C, typing=True), None,
     ("POST", f"/api/chats/rooms/{C}/typing", {"isTyping": True})),
    (lambda r: r.typing(C, typing=False), None,
     ("POST", f"/api/chats/rooms/{C}/typing", {"isTyping": False})),
    (lambda r: r.pin_room(C, pinned=True), None,
     ("POST", f"/api/chats/rooms/{C}/pin", {"isPinned": True})),
    (lambda r: r.pin_room(C, pinned=False), None, ("DELETE", f"/api/chats/rooms/{C}/pin", None)),
    (lambda r: r.archive_room(C, archived=True), None,
     ("POST", f"/api/chats/rooms/{C}/archive", {"isArchived": True})),
    (lambda r: r.archive_room(C, archived=False), None,
     ("DELETE", f"/api/chats/rooms/{C}/archive", None)),
    (lambda r: r.mark_room_unread(C, unread=False), None,
     ("PATCH", f"/api/chats/rooms/{C}/unread", {"unread": False})),
    (lambda r: r.leave(C), None, ("DELETE", f"/api/chats/rooms/{C}", None)),
    (lambda r: r.profile(), {"data": {}}, ("GET", "/api/users/profile", None)),
    (lambda r: r.rename("Ana"), None, ("PUT", "/api/users/profile", {"alias": "Ana"})),
    (lambda r: r.search("a&b"), {"data": []}, ("GET", "/api/users/search-global?q=a%26b", None)),
    (lambda r: r.report(R), {"data": {"id": R}}, ("GET", f"/api/reports/{R}", None)),
]  # fmt: skip


@pytest.mark.parametrize(("call", "answer", "asked"), CALLS)
async def test_each_request_is_what_the_server_takes(
    call: Call, answer: Any, asked: tuple[str, str, Any]
):
    server = Server(answer)
    await call(requests(server))
    assert server.asked == asked
    (request,) = server.requests
    assert request.headers["Authorization"] == "Bearer t0ken"
    assert request.headers["X-Anonymous-Id"] == ME
    assert request.headers["X-Anonymous-Signature"] == "s1gn"
    assert uuid.UUID(request.headers["X-Request-ID"]).version == 4
    assert "Origin" not in request.headers
    assert "t0ken" not in str(request.url)


async def test_each_request_has_an_id_of_its_own():
    server = Server([])
    asking = requests(server)
    await asking.rooms()
    await asking.rooms()
    ids = [request.headers["X-Request-ID"] for request in server.requests]
    assert len(set(ids)) == 2


BAD_C, BAD_M = ConversationId("not-a-uuid"), MessageId("temp-" + M)


@pytest.mark.parametrize(
    "call",
    [
        lambda r: r.messages(BAD_C),
        lambda r: r.messages(C, BAD_M),
        lambda r: r.open_room(recipient_id=UserId("zzz")),
        lambda r: r.open_room(report_id=ReportId("../x")),
        lambda r: r.send(BAD_C, M, "x"),
        lambda r: r.send(C, BAD_M, "x"),
        lambda r: r.send(C, M, "x", reply_to_id=BAD_M),
        lambda r: r.edit(C, BAD_M, "x"),
        lambda r: r.delete(C, BAD_M),
        lambda r: r.react(C, BAD_M, "x"),
        lambda r: r.pin_message(C, BAD_M),
        lambda r: r.unpin_message(C, BAD_M),
        lambda r: r.star(C, BAD_M),
        lambda r: r.unstar(C, BAD_M),
        lambda r: r.read(BAD_C),
        lambda r: r.delivered(BAD_C),
        lambda r: r.ack_delivered(BAD_M),
        lambda r: r.reconcile_delivered([M, BAD_M]),
        lambda r: r.typing(BAD_C, typing=True),
        lambda r: r.pin_room(BAD_C, pinned=True),
        lambda r: r.archive_room(BAD_C, archived=True),
        lambda r: r.mark_room_unread(BAD_C, unread=True),
        lambda r: r.leave(BAD_C),
        lambda r: r.report(ReportId("x")),
        lambda r: r.upload(BAD_C, b"x", "x.png", "image/png", lambda _done, _total: None),
    ],
)
async def test_no_id_leaves_that_is_no_uuid(call: Call):
    server = Server()
    with pytest.raises(Rejected):
        await call(requests(server))
    assert server.requests == []


@pytest.mark.parametrize("answer", [{"a": 1}, [{"id": 5}], "x", None])
async def test_an_answer_of_another_shape_is_not_understood(answer: Any):
    with pytest.raises(NotUnderstood):
        await requests(lambda _: httpx.Response(200, json=answer)).rooms()


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, text="<html>", headers={"Content-Type": "text/html"}),
        httpx.Response(200, content=b"{", headers={"Content-Type": "application/json"}),
        httpx.Response(200, content=b'["\xff"]', headers={"Content-Type": "application/json"}),
        httpx.Response(200, content=b"", headers={"Content-Type": "application/json"}),
        httpx.Response(302, headers={"Location": "https://elsewhere.test"}),
    ],
)
async def test_what_is_no_answer_is_not_understood(response: httpx.Response):
    with pytest.raises(NotUnderstood):
        await requests(lambda _: response).rooms()


async def test_a_list_that_has_an_end_is_not_taken_without_one():
    def lists(count: int) -> Requests:
        rows: dict[str, list[Any]] = {
            "/api/chats/rooms": [ROOM] * count,
            "/api/realtime/catchup": [{"type": "new-message", "payload": {}}] * count,
        }
        return requests(lambda request: httpx.Response(200, json=rows[request.url.path]))

    assert len(await lists(MOST_ROWS).rooms()) == len(await lists(MOST_ROWS).catch_up(0))
    for ask in (lists(MOST_ROWS + 1).rooms(), lists(MOST_ROWS + 1).catch_up(0)):
        with pytest.raises(NotUnderstood):
            await ask


async def test_a_history_may_be_large_but_not_without_end():
    row = json.dumps(ROW | {"content": "x" * 9_000_000}).encode()
    answer = b"[" + row + b"]"
    head = {"Content-Type": "application/json"}
    rows = await requests(lambda _: httpx.Response(200, content=answer, headers=head)).messages(C)
    assert len(rows[0].content) == 9_000_000

    async def endless():
        for _ in range(MAX_LIST_BYTES // (1024 * 1024) + 2):
            yield b" " * (1024 * 1024)

    with pytest.raises(NotUnderstood, match="too large"):
        await requests(lambda _: httpx.Response(200, content=endless(), headers=head)).messages(C)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (httpx.ConnectError("no"), Unreachable),
        (httpx.ReadTimeout("late"), Unreachable),
        (httpx.RemoteProtocolError("cut"), Unreachable),
    ],
)
async def test_a_network_that_fails_is_told_as_such(
    failure: Exception, expected: type[GatewayError]
):
    def fail(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(expected):
        await requests(fail).rooms()


async def test_people_are_found_in_the_worse_search_where_the_better_one_fails():
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("search-global"):
            return httpx.Response(500, json={"error": "relation does not exist"})
        return httpx.Response(200, json={"data": [{"anonymous_id": ME}, {"anonymous_id": C}]})

    people = await requests(answer).search("ana")
    assert [person.anonymous_id for person in people] == [C]


async def test_a_search_that_the_server_refuses_is_not_asked():
    server = Server({"data": []})
    assert await requests(server).search("a") == []
    assert server.requests == []


async def test_a_refused_token_is_replaced_and_the_request_sent_again():
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        if seen[-1] == "Bearer t0ken":
            return httpx.Response(401, json={"error": True, "code": "INVALID_TOKEN"})
        return httpx.Response(200, json=[])

    async def renew(used: Secret) -> Secret:
        assert used is SECRET
        return Secret(ME, "new", "s1gn", SECRET.expires_at, registered=False)

    asking = requests(answer, renew=renew)
    await asking.rooms()
    await asking.rooms()
    assert seen == ["Bearer t0ken", "Bearer new", "Bearer new"]


async def test_a_token_refused_twice_is_refused():
    async def renew(used: Secret) -> Secret:
        return used

    server = Server({"error": True, "code": "INVALID_TOKEN"}, status=401)
    with pytest.raises(TokenRefused):
        await requests(server, renew=renew).rooms()
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"error": True, "code": "RATE_LIMIT_EXCEEDED"}, {"Retry-After": "60"}),
        ({"error": "RATE_LIMIT_EXCEEDED", "retryAfter": 60}, {}),
    ],
)
async def test_a_limit_closes_the_gate_for_all_that_counts(body: Any, headers: dict[str, str]):
    told: list[float] = []
    server = Server(body, 429, **headers)
    asking = requests(server, budget=Budget(told.append))
    with pytest.raises(Busy):
        await asking.rooms()
    assert told == [60]
    with pytest.raises(Busy) as busy:
        await asking.send(C, M, "x")
    assert busy.value.retry_after == pytest.approx(60, abs=5)
    assert len(server.requests) == 1
    server.status, server.answer = 200, []
    assert await asking.catch_up(1) == []


async def test_the_limit_of_images_holds_up_nothing_else():
    server = Server({"error": "RATE_LIMIT_EXCEEDED", "retryAfter": 60}, 429)
    asking = requests(server)
    with pytest.raises(Busy):
        await asking.upload(C, b"x", "x.png", "image/png", lambda _done, _total: None)
    server.status = 200
    await asking.read(C)


async def test_the_headers_of_every_answer_are_heard():
    headers = {"RateLimit-Limit": "500", "RateLimit-Remaining": "10", "RateLimit-Reset": "200"}
    asking = requests(Server([], 200, **headers))
    await asking.rooms()
    with pytest.raises(Busy) as busy:
        await asking.rooms()
    assert busy.value.retry_after == pytest.approx(200, abs=5)
    await asking.rooms(priority=Priority.SEND)


async def test_ana_meets_the_stand_in(
    safespot: SafeSpotServer, neighbourhood: Neighbourhood, ask: Ask
):
    ana = ask(neighbourhood.ana)
    here = ConversationId(neighbourhood.ana_bruno)
    rooms = await ana.rooms()
    assert {room.id for room in rooms} == {
        neighbourhood.ana_bruno,
        neighbourhood.ana_carla,
        neighbourhood.about_report,
    }
    history = await ana.messages(here)
    first = MessageId(history[0].id)
    assert [row.id for row in await ana.messages(here, first)] == [row.id for row in history[1:]]
    row = await ana.send(here, M, "hola", reply_to_id=first)
    assert (row.id, row.reply_to_id, row.sender_alias) == (M, first, "Ana")
    edited = await ana.edit(here, M, "chau")
    assert (edited.content, edited.is_edited) == ("chau", True)
    assert await ana.react(here, first, "👍") == {"👍": [neighbourhood.ana]}
    assert await ana.react(here, first, "👍") == {}
    await ana.star(here, first)
    assert [row.id for row in await ana.starred()] == [first]
    await ana.unstar(here, first)
    await ana.pin_message(here, first)
    await ana.pin_room(here, pinned=True)
    await ana.archive_room(here, archived=True)
    await ana.mark_room_unread(here, unread=True)
    flagged = next(room for room in await ana.rooms() if room.id == here)
    assert (flagged.pinned_message_id, flagged.is_pinned) == (first, True)
    assert (flagged.is_archived, flagged.is_manually_unread) == (True, True)
    await ana.unpin_message(here, first)
    await ana.pin_room(here, pinned=False)
    await ana.archive_room(here, archived=False)
    await ana.mark_room_unread(here, unread=False)
    plain = next(room for room in await ana.rooms() if room.id == here)
    assert (plain.pinned_message_id, plain.is_pinned) == (None, False)
    assert (plain.is_archived, plain.is_manually_unread) == (False, False)
    await ana.typing(here, typing=True)
    await ana.read(here)
    await ana.delete(here, M)
    with pytest.raises(RefGone):
        await ana.messages(here, M)
    assert [person.alias for person in await ana.search("carl")] == ["Carla"]
    assert (await ana.profile()).data.alias == "Ana"
    assert (await ana.report(ReportId(neighbourhood.report))).title == "Moto sospechosa en " \
        "Belgrano y Mitre"  # fmt: skip
    ana.secret = structs.replace(ana.secret, signature="0" * 64)
    with pytest.raises(NotLoggedIn):
        await ana.read(here)


async def test_receipts_meet_the_stand_in(
    safespot: SafeSpotServer, neighbourhood: Neighbourhood, ask: Ask
):
    ana = ask(neighbourhood.ana)
    room = neighbourhood.ana_carla
    one, two, three = safespot.write(room, neighbourhood.carla, "1", "2", "3")
    await ana.ack_delivered(MessageId(one.id))
    assert (one.is_delivered, two.is_delivered, three.is_delivered) == (True, False, False)
    await ana.reconcile_delivered([MessageId(two.id)])
    assert (two.is_delivered, three.is_delivered) == (True, False)
    await ana.delivered(ConversationId(room))
    assert three.is_delivered
    assert not three.is_read
    await ana.read(ConversationId(room))
    assert three.is_read


async def test_an_image_meets_the_stand_in(neighbourhood: Neighbourhood, ask: Ask):
    ana = ask(neighbourhood.ana)
    here = ConversationId(neighbourhood.ana_bruno)
    image = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    url = await ana.upload(here, image, "image.png", "image/png", lambda _done, _total: None)
    assert url.endswith(".png")
    with pytest.raises(ServerFault):
        await ana.upload(here, b"GIF89a", "image.png", "image/png", lambda _done, _total: None)


async def test_the_limit_of_the_stand_in_is_seen_coming(
    safespot: SafeSpotServer, neighbourhood: Neighbourhood, ask: Ask
):
    safespot.traps = safespot.traps.but(requests=20)
    ana = ask(neighbourhood.ana)
    for _ in range(20 // 3):
        await ana.rooms()
    with pytest.raises(Busy):
        await ana.rooms()
    here = ConversationId(neighbourhood.ana_bruno)
    for number in range(20 - 20 // 3):
        await ana.send(here, MessageId(str(uuid.uuid4())), str(number))
    with pytest.raises(Busy) as busy:
        await ana.read(here)
    assert busy.value.retry_after > 200
