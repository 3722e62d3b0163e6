"""Every refusal is the one envelope, whatever was asked; nothing asked makes the server fail."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from safespot_tui.server.app import create_app

from .test_events_equal_state import Scene

NOBODY = "5f0e0f3e-6f5d-4c0b-9a52-0f1f6a3e7c11"


def envelope(answer: Any, status: int, code: str | None = None) -> dict[str, Any]:
    """The error of an answer, which must have this status and the shape of the contract."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "details"}
    if code is not None:
        assert body["error"]["code"] == code
    return body["error"]


@pytest.fixture
async def scene(world: Any) -> Scene:
    return await Scene(world, moderated=False).set()


def test_every_operation_documents_the_envelope() -> None:
    document = create_app().openapi()
    for methods in document["paths"].values():
        for operation in methods.values():
            for status in ("401", "404", "409", "413", "422", "429"):
                schema = operation["responses"][status]["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorEnvelope"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/me", "GET, PATCH"),
        ("/conversations", "GET, POST"),
        (f"/messages/{NOBODY}", "DELETE, GET, PATCH"),
        (f"/messages/{NOBODY}/star", "DELETE, PUT"),
    ],
)
async def test_what_can_be_asked_instead_is_said(world: Any, path: str, methods: str) -> None:
    answer = await world.http.options(path)
    envelope(answer, 405, "method_not_allowed")
    assert answer.headers["allow"] == methods


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", None, 404),
        ("GET", "/me/", None, 404),
        ("PUT", "/me", None, 405),
        ("GET", "/conversations/x", None, 422),
        ("GET", "/messages/1", None, 422),
        ("GET", f"/conversations/{NOBODY}", None, 404),
        ("GET", f"/messages/{NOBODY}", None, 404),
        ("GET", f"/reports/{NOBODY}", None, 404),
        ("GET", "/users?limit=9999999999999999999999", None, 422),
        ("GET", "/users?alias=%00", None, 422),
        ("GET", "/users?alias=%FF", None, 200),
        ("GET", "/conversations?filter=x", None, 422),
        ("POST", f"/conversations/{NOBODY}/messages", b"[null]", 422),
        ("POST", f"/conversations/{NOBODY}/messages", b"null", 422),
        ("POST", f"/conversations/{NOBODY}/messages", b'"text"', 422),
        ("GET", "/search?since=0.5", None, 422),
        ("PUT", "/conversations/{group}/typing", b'{"typing":0}', 422),
        ("PATCH", "/conversations/{group}/membership", b'{"pinned":1}', 422),
        ("PATCH", "/conversations/{group}/membership", b'{"muted_until":5}', 422),
        ("PATCH", "/me", b"", 422),
        ("PATCH", "/me", b"{", 422),
        ("PATCH", "/me", b"[]", 422),
        ("PATCH", "/me", b"null", 422),
        ("PATCH", "/me", b"\xff\xfe", 422),
        ("PATCH", "/me", b"[" * 60_000, 422),
        ("PATCH", "/me", b'{"alias":' * 7_000, 422),
        ("PATCH", "/me", b"1" * 60_000, 422),
        ("PATCH", "/me", b"NaN", 422),
        ("PATCH", "/me", b'{"alias":"x","admin":true}', 422),
        ("PATCH", "/me", b'{"alias":""}', 422),
        ("PATCH", "/me", b'{"alias":"\\u0000"}', 422),
        ("PATCH", "/me", b'{"alias":"a\\u0000b"}', 422),
        ("PATCH", "/me", b'{"alias":"\\ud800"}', 422),
        ("PATCH", "/me", b'{"alias":"' + b"x" * 41 + b'"}', 422),
        ("PATCH", "/me", b'{"alias":1}', 422),
        ("PATCH", "/me", b'{"alias":"x","\\u0000":1}', 422),
        ("POST", "/conversations", b'{"type":"dm","user_id":"x"}', 422),
        ("POST", "/conversations", b'{"type":"channel"}', 422),
        ("POST", "/conversations", b'{"type":"group","name":"x","user_ids":[]}', 422),
        ("PATCH", "/conversations/{group}/membership", b'{"pinned":"maybe"}', 422),
        ("PATCH", "/conversations/{group}/membership", b'{"muted_until":1e308}', 422),
        ("PUT", "/messages/{latest}/reactions/%00", None, 422),
        ("PUT", "/messages/{latest}/reactions/%20", None, 422),
        ("PUT", "/messages/{latest}/reactions/" + "x" * 17, None, 422),
    ],
)
async def test_bad_input_is_refused(
    scene: Scene, method: str, path: str, body: bytes | None, status: int
) -> None:
    url = path.replace("{group}", scene.group).replace("{latest}", scene.latest)
    headers = {} if body is None else {"Content-Type": "application/json"}
    answer = await scene.ana.ask(method, url, content=body, headers=headers)
    assert answer.status_code == status, answer.text
    if status >= 400:
        envelope(answer, status)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "", "x"])
async def test_another_content_type_is_refused(scene: Scene, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = await scene.ana.ask("PATCH", "/me", content=b'{"alias":"x"}', headers=headers)
    envelope(answer, 422)


@pytest.mark.parametrize("content", ["", "  \n", "x" * 8001, "a\x00b", "\ud800", 5, None])
async def test_content_is_checked(scene: Scene, content: Any) -> None:
    body = json.dumps({"client_message_id": NOBODY, "content": content})
    path = f"/conversations/{scene.group}/messages"
    headers = {"Content-Type": "application/json"}
    envelope(await scene.ana.ask("POST", path, content=body, headers=headers), 422, "invalid")


async def test_the_longest_message_fits(scene: Scene) -> None:
    sent = await scene.ana.send(scene.group, "\U0001f3f3" * 8000)
    assert len((await scene.beto.message(sent["id"]))["content"]) == 8000


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_refused(scene: Scene, declared: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    content: Any = b" " * 70 * 1024 if declared else pieces()
    headers = {"Content-Type": "application/json"}
    for path in ("/sessions", "/nowhere"):
        answer = await scene.ana.ask("POST", path, content=content, headers=headers)
        envelope(answer, 413, "too_large")
        content = b" " * 70 * 1024


async def test_validation_does_not_repeat_what_was_sent(scene: Scene) -> None:
    hostile = "<\x1b]52;c;evil\x07>"
    body = {"alias": [hostile], hostile: hostile, "password": "hunter2"}
    answer = await scene.ana.ask("PATCH", "/me", json=body)
    error = envelope(answer, 422)
    assert "evil" not in answer.text
    assert "hunter2" not in answer.text
    assert error["details"]["fields"]["body.alias"] == "string_type"


async def test_a_405_says_what_is_allowed(scene: Scene) -> None:
    answer = await scene.ana.ask("PUT", "/me")
    envelope(answer, 405, "method_not_allowed")
    assert answer.headers["allow"]


async def test_a_failure_is_enveloped_too(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from safespot_tui.server import accounts

    ana = await world.person("ana")

    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(accounts, "account", fail)
    answer = await ana.ask("GET", "/me")
    envelope(answer, 500, "server_fault")
    assert "secret" not in answer.text


async def test_health_needs_no_token(world: Any) -> None:
    answer = await world.http.get("/health")
    assert answer.json().items() >= {"status": "ok", "service": "safespot-tui"}.items()


NASTY: list[Any] = [
    None,
    True,
    0,
    -1,
    2**63,
    2**70,
    1e308,
    -0.5,
    "",
    " ",
    "\x00",
    "\ud800",
    "x" * 9_000,
    "\u202e\u200b\x1b[2J",
    "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00",
    NOBODY,
    NOBODY.upper(),
    [],
    [NOBODY, NOBODY],
    [[[]]],
    {},
    {"": None},
]
WHOLE: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/accounts", {"email": "x@y", "password": "12345678", "alias": "x"}),
    ("POST", "/sessions", {"email": "x@y", "password": "12345678"}),
    ("PATCH", "/me", {"alias": "x"}),
    ("POST", "/reports", {"title": "x", "category": "y"}),
    ("POST", "/conversations", {"type": "dm", "user_id": "{beto}", "report_id": None}),
    ("POST", "/conversations", {"type": "group", "name": "x", "icon": "", "user_ids": []}),
    ("PATCH", "/conversations/{group}", {"name": "x", "icon": "y"}),
    ("POST", "/conversations/{group}/members", {"user_ids": ["{beto}"]}),
    (
        "PATCH",
        "/conversations/{group}/membership",
        {"pinned": True, "archived": False, "muted_until": None, "marked_unread": False},
    ),
    ("PUT", "/conversations/{group}/read", {"message_id": "{latest}"}),
    ("PUT", "/conversations/{group}/delivered", {"message_id": "{latest}"}),
    ("PUT", "/conversations/{group}/typing", {"typing": True}),
    (
        "POST",
        "/conversations/{group}/messages",
        {"client_message_id": NOBODY, "content": "x", "type": "text", "reply_to_id": None},
    ),
    ("PATCH", "/messages/{answer}", {"content": "x"}),
]


@pytest.mark.parametrize(("method", "path", "whole"), WHOLE)
async def test_no_value_of_any_field_makes_the_server_fail(
    scene: Scene, method: str, path: str, whole: dict[str, Any]
) -> None:
    """Each field in turn holds each nasty value; afterwards everything can still be read."""
    url = path.format(group=scene.group, answer=scene.answer)
    headers = {"Content-Type": "application/json"}
    for field in whole:
        for value in NASTY:
            body = json.dumps({**whole, field: value})
            body = body.replace("{beto}", scene.beto.id).replace("{latest}", scene.latest)
            answer = await scene.ana.ask(method, url, content=body, headers=headers)
            assert answer.status_code < 500, (field, value, answer.text)
            if answer.is_error:
                envelope(answer, answer.status_code)
    for person in (scene.ana, scene.beto):
        await person.snapshot()
        await person.do("GET", f"/conversations/{scene.group}/messages")
        await person.do("GET", "/conversations")
