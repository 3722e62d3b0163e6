"""What the gateway asks of a server, and what it makes of the answers."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from safespot_tui.domain.event import Heartbeat, Skipped, Synced
from safespot_tui.domain.ids import (
    ClientMessageId,
    ConversationId,
    Cursor,
    MessageId,
    OriginClientId,
    ReportId,
    SearchCursor,
    UserId,
)
from safespot_tui.domain.intent import (
    DeleteMessage,
    EditMessage,
    Intent,
    MarkRead,
    PinMessage,
    React,
    SendMessage,
    SetFlags,
    StarMessage,
)
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.search import Kind, MessageSearch, terms_of
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    NotLoggedIn,
    NotUnderstood,
    Rejected,
    ServerFault,
    Unreachable,
)
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.http import MAX_ANSWER_BYTES
from safespot_tui.gateway.protocol import Capability, Gateway, Page

AT = "2026-11-24T10:00:00Z"
MESSAGE = {
    "id": "m1",
    "conversation_id": "c",
    "sender_id": "ana",
    "content": "Hola",
    "created_at": AT,
    "position": 1,
    "revision": 2,
}


def detail(**changes: Any) -> dict[str, Any]:
    """The message, as it is answered with."""
    message = MESSAGE | changes
    return {"id": message["id"], "entities": {"messages": {message["id"]: message}}}


DETAIL = detail()
CONVERSATION = {"id": "c", "type": "dm", "created_at": AT}
OPENED = {"id": "c", "entities": {"conversations": {"c": CONVERSATION}}}
C, M = ConversationId("c"), MessageId("m1")

Handler = Callable[[httpx.Request], httpx.Response]


class Server:
    """Answers every request alike and remembers them."""

    def __init__(self, answer: Any = None, status: int = 200, **headers: str) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer
        self._status = status
        self._headers = headers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self._answer is None:
            return httpx.Response(
                204 if self._status == 200 else self._status, headers=self._headers
            )
        return httpx.Response(self._status, json=self._answer, headers=self._headers)

    @property
    def asked(self) -> tuple[str, str, Any]:
        """Method, path with query and body of the one request there was."""
        (request,) = self.requests
        body = json.loads(request.content) if request.content else None
        return request.method, request.url.raw_path.decode(), body


def gateway(handler: Handler) -> GlobalChatGateway:
    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.MockTransport(handler), base_url="http://127.0.0.1/chat"
        )

    return GlobalChatGateway(client(), client(), OriginClientId("w1"))


INTENTS: list[tuple[Intent, Any, tuple[str, str, Any]]] = [
    (
        SendMessage(C, ClientMessageId("x1"), SafeText("Hola"), MessageId("m0")),
        detail(client_message_id="x1"),
        (
            "POST",
            "/chat/conversations/c/messages",
            {"client_message_id": "x1", "content": "Hola", "reply_to_id": "m0"},
        ),
    ),
    (
        EditMessage(C, M, SafeText("Hola")),
        DETAIL,
        ("PATCH", "/chat/messages/m1", {"content": "Hola"}),
    ),
    (DeleteMessage(C, M), DETAIL, ("DELETE", "/chat/messages/m1", None)),
    (
        React(C, M, SafeText("👍/?"), present=True),
        DETAIL,
        ("PUT", "/chat/messages/m1/reactions/%F0%9F%91%8D%2F%3F", None),
    ),
    (
        React(C, M, SafeText("x"), present=False),
        DETAIL,
        ("DELETE", "/chat/messages/m1/reactions/x", None),
    ),
    (
        SendMessage(
            C,
            ClientMessageId("k"),
            SafeText("/images/i1"),
            message_type=MessageType.IMAGE,
            caption=SafeText("La esquina"),
        ),
        detail(client_message_id="k"),
        (
            "POST",
            "/chat/conversations/c/messages",
            {
                "client_message_id": "k",
                "content": "La esquina",
                "reply_to_id": None,
                "type": "image",
                "image_id": "i1",
            },
        ),
    ),
    (StarMessage(C, M, starred=True), DETAIL, ("PUT", "/chat/messages/m1/star", None)),
    (StarMessage(C, M, starred=False), DETAIL, ("DELETE", "/chat/messages/m1/star", None)),
    (PinMessage(C, M, pinned=True), OPENED, ("PUT", "/chat/messages/m1/pin", None)),
    (PinMessage(C, M, pinned=False), OPENED, ("DELETE", "/chat/messages/m1/pin", None)),
    (MarkRead(C, M, 1), None, ("PUT", "/chat/conversations/c/read", {"message_id": "m1"})),
    (
        SetFlags(C, pinned=True, marked_unread=False),
        None,
        ("PATCH", "/chat/conversations/c/membership", {"pinned": True, "marked_unread": False}),
    ),
    (
        SetFlags(C, muted_until=None),
        None,
        ("PATCH", "/chat/conversations/c/membership", {"muted_until": None}),
    ),
    (
        SetFlags(C, muted_until=datetime(2026, 11, 24, 10, tzinfo=UTC)),
        {"id": "c", "entities": {}},
        (
            "PATCH",
            "/chat/conversations/c/membership",
            {"muted_until": "2026-11-24T10:00:00+00:00"},
        ),
    ),
]


@pytest.mark.parametrize(("intent", "answer", "asked"), INTENTS)
async def test_an_intent_is_one_request(intent: Intent, answer: Any, asked: tuple[str, str, Any]):
    server = Server(answer)
    outcome = await gateway(server).perform(intent)
    assert server.asked == asked
    revision = outcome.revision if isinstance(outcome, Message) else None
    assert revision == (2 if answer and answer["id"] == "m1" else None)


def test_every_intent_is_tried_here():
    tried = {type(intent) for intent, _, _ in INTENTS}
    assert tried == set(Intent.__args__)


async def test_a_snapshot():
    server = Server(
        {
            "me": "ana",
            "cursor": "e.7",
            "ids": ["c"],
            "entities": {"conversations": {"c": CONVERSATION}, "messages": {"m1": MESSAGE}},
            "online": ["beto"],
        }
    )
    snapshot = await gateway(server).snapshot()
    assert server.asked == ("GET", "/chat/sync", None)
    assert (snapshot.me, snapshot.cursor, snapshot.online) == ("ana", "e.7", ("beto",))
    assert [each.id for each in snapshot.entities.conversations] == ["c"]
    assert [each.id for each in snapshot.entities.messages] == ["m1"]


async def test_a_page_of_history_is_in_the_order_of_its_ids():
    messages = {name: MESSAGE | {"id": name} for name in ("m1", "m2", "m3")}
    answer = {
        "ids": ["m2", "m1"],
        "entities": {"messages": messages, "users": {"ana": {"id": "ana", "alias": "Ana"}}},
        "has_older": True,
        "has_newer": False,
    }
    server = Server(answer)
    page = await gateway(server).history(C, Page(before=MessageId("m9"), limit=30))
    assert server.asked == ("GET", "/chat/conversations/c/messages?limit=30&before=m9", None)
    assert [each.id for each in page.messages] == ["m2", "m1"]
    assert (page.has_older, page.has_newer, page.before, page.after) == (True, False, "m9", None)
    assert [each.alias for each in page.users] == ["Ana"]

    server = Server(answer)
    await gateway(server).history(C, Page(after=MessageId("m/1")))
    assert server.asked[1] == "/chat/conversations/c/messages?limit=50&after=m%2F1"

    server = Server(answer)
    await gateway(server).history(C, Page(around=MessageId("m7")))
    assert server.asked[1] == "/chat/conversations/c/messages?limit=50&around=m7"


async def test_people_are_found_in_the_order_of_the_answer():
    users = {name: {"id": name, "alias": name.upper()} for name in ("a", "b")}
    server = Server({"ids": ["b", "a"], "entities": {"users": users}})
    assert [user.alias for user in await gateway(server).search_users("a&b=ñ")] == ["B", "A"]
    assert server.asked == ("GET", "/chat/users?alias=a%26b%3D%C3%B1", None)


async def test_messages_are_looked_for():
    hit = {
        "id": "m-1",
        "conversation_id": "c",
        "sender_id": "ana",
        "content": "pe\x1brro",
        "created_at": "2026-01-01T00:00:00Z",
        "position": 1,
        "revision": 1,
    }
    users = {"ana": {"id": "ana", "alias": "Ana"}}
    entities = {"messages": {"m-1": hit}, "users": users}
    server = Server(
        {"hits": [{"id": "m-1", "found": []}], "entities": entities, "next": "7", "is_whole": False}
    )
    search = MessageSearch(
        terms=terms_of('perro "de la" 3-4'),
        sender_ids=(UserId("ana"), UserId("beto")),
        conversation_ids=(ConversationId("c"),),
        since=datetime(2026, 1, 1, tzinfo=UTC),
        before=datetime(2026, 2, 1, tzinfo=UTC),
        kinds=(Kind.IMAGE,),
    )

    found = await gateway(server).search_messages(search, SearchCursor("9"), 20)

    assert [message.content for message in found.messages] == ["pe␛rro"]
    assert (found.next, found.is_whole) == ("7", False)
    assert [user.alias for user in found.users] == ["Ana"]
    assert server.asked == (
        "GET",
        "/chat/search?has=image&words=perro+%22de+la%22+3-4&sender=ana&sender=beto&conversation=c"
        "&since=2026-01-01T00%3A00%3A00%2B00%3A00&before=2026-02-01T00%3A00%3A00%2B00%3A00"
        "&limit=20&cursor=9",
        None,
    )


async def test_conversations_are_opened():
    server = Server(OPENED)
    opened = await gateway(server).create_dm(UserId("beto"), ReportId("r"))
    assert server.asked == (
        "POST",
        "/chat/conversations",
        {"type": "dm", "user_id": "beto", "report_id": "r"},
    )
    assert opened.conversation_id == "c"
    assert [each.id for each in opened.entities.conversations] == ["c"]

    server = Server(OPENED, status=201)
    await gateway(server).create_group(SafeText("Plaza"), [UserId("a"), UserId("b")])
    assert server.asked[2] == {"type": "group", "name": "Plaza", "user_ids": ["a", "b"]}


async def test_the_rest_of_what_can_be_asked():
    async def asked(call: Callable[[Gateway], Any], answer: Any = None) -> tuple[str, str, Any]:
        server = Server(answer)
        await call(gateway(server))
        return server.asked

    assert await asked(lambda g: g.mark_delivered(C, M)) == (
        "PUT", "/chat/conversations/c/delivered", {"message_id": "m1"},
    )  # fmt: skip
    assert await asked(lambda g: g.set_typing(C, typing=True)) == (
        "PUT", "/chat/conversations/c/typing", {"typing": True},
    )  # fmt: skip
    assert await asked(lambda g: g.rename_conversation(C, SafeText("x"))) == (
        "PATCH", "/chat/conversations/c", {"name": "x"},
    )  # fmt: skip
    assert await asked(lambda g: g.add_members(C, [UserId("a")])) == (
        "POST", "/chat/conversations/c/members", {"user_ids": ["a"]},
    )  # fmt: skip
    assert await asked(lambda g: g.remove_member(C, UserId("a/.."))) == (
        "DELETE", "/chat/conversations/c/members/a%2F..", None,
    )  # fmt: skip
    me = {"user": {"id": "ana", "alias": "Anita"}, "email": "ana@example.org"}
    assert await asked(lambda g: g.rename_self(SafeText("Anita")), me) == (
        "PATCH", "/chat/me", {"alias": "Anita"},
    )  # fmt: skip


def test_it_can_do_what_its_contract_has_words_for_and_knows_its_window():
    assert gateway(Server()).capabilities == set(Capability) - {
        Capability.REPORTS,
        Capability.LEAVE_DM,
    }
    assert gateway(Server()).origin == "w1"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, NotLoggedIn),
        (404, Rejected),
        (409, Rejected),
        (413, Rejected),
        (422, Rejected),
        (429, Busy),
        (500, ServerFault),
        (503, Busy),
        (302, NotUnderstood),
    ],
)
async def test_a_refusal_comes_out_as_ours(status: int, expected: type[GatewayError]):
    server = Server({"error": {"code": "x", "message": "No."}}, status, location="http://else/")
    with pytest.raises(expected):
        await gateway(server).snapshot()
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"{}", headers={"content-type": "application/json"}),
        httpx.Response(200, content=b"{", headers={"content-type": "application/json"}),
        httpx.Response(200, content=b"\xff", headers={"content-type": "application/json"}),
        httpx.Response(200, json=DETAIL | {"id": "other"}),
        httpx.Response(200, content=json.dumps(DETAIL), headers={"content-type": "text/html"}),
        httpx.Response(200, json=DETAIL, headers={"content-encoding": "identity, br"}),
        httpx.Response(204),
    ],
)
async def test_an_answer_in_another_shape_is_not_understood(answer: httpx.Response):
    with pytest.raises(NotUnderstood):
        await gateway(lambda _: answer).perform(DeleteMessage(C, M))


async def test_an_answer_without_bound_is_not_read():
    sent = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65536
            yield b" " * 65536

    headers = {"content-type": "application/json"}
    with pytest.raises(NotUnderstood, match="too large"):
        await gateway(lambda _: httpx.Response(200, headers=headers, content=body())).snapshot()
    assert sent <= MAX_ANSWER_BYTES + 65536


@pytest.mark.parametrize("failure", [httpx.ConnectError("no"), httpx.ReadTimeout("slow")])
async def test_no_answer_is_unreachable(failure: Exception):
    def handler(_: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(Unreachable):
        await gateway(handler).snapshot()


async def test_the_stream_is_told_item_by_item():
    raw = (
        b":\n"
        b'id: e.1\nevent: poll\ndata: {"event": "poll", "payload": {}}\n\n'
        b'data: {"event": "sync", "payload": {"partial": '
        b'{"cursor": "e.1", "heartbeat_seconds": 3}}}\n\n'
    )
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, content=raw)

    async with aclosing(gateway(handler).stream(Cursor("e.0"))) as items:
        assert [item async for item in items] == [
            Heartbeat(),
            Skipped(Cursor("e.1")),
            Synced(Cursor("e.1"), 3.0),
        ]
    assert asked[0].url.path == "/chat/events"
    assert asked[0].headers["last-event-id"] == "e.0"


async def test_a_frame_that_does_not_parse_ends_the_stream():
    body = httpx.Response(
        200, headers={"content-type": "text/event-stream"}, content=b"id: e.1\ndata: {\n\n"
    )
    with pytest.raises(NotUnderstood):
        await anext(gateway(lambda _: body).stream(None))


async def test_an_image_of_another_machine_is_never_asked_for():
    server = Server({})
    for address in ("https://evil.example/images/1", "//evil.example/1", "/me", "", "images/1"):
        with pytest.raises(Rejected) as caught:
            await gateway(server).fetch_image(address)
        assert caught.value.code == "address"
    assert server.requests == []


async def test_an_image_cannot_lead_to_another_path():
    server = Server({})
    with pytest.raises(NotUnderstood):
        await gateway(server).fetch_image("/images/../me?x=1")
    (asked,) = server.requests
    assert asked.url.raw_path == b"/chat/images/..%2Fme%3Fx%3D1"
