"""The recorded requests, made again to the stand-in in the same order.

Ids that a server makes differ from those recorded. Wherever both answers have an id in the same
place, later requests use the one that was answered here.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeGuard

import httpx

from tests.safespot_server import Kind, SafeSpotServer
from tests.safespot_server.recordings import Beginning, Exchange, exchanges

ALICE = "11111111-1111-4111-8111-111111111111"
BOB = "22222222-2222-4222-8222-222222222222"
CAROL = "33333333-3333-4333-8333-333333333333"
WHO = {"alice": ALICE, "bob": BOB, "carol": CAROL}
ROOM = "9087c108-3ccc-47c2-bff0-618392040da2"
PASSWORD = "a password"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the stand-in answered."""

    status: int
    headers: httpx.Headers
    answer: Any


class Replay:
    """The stand-in, its people, and what each recorded section needs."""

    def __init__(
        self,
        server: SafeSpotServer,
        http: httpx.AsyncClient,
        circumstances: "Mapping[str, Circumstance]",
    ) -> None:
        self._circumstances = circumstances
        self.server = server
        self.http = http
        self.answers: dict[int, Replayed] = {}
        self.blocks: list[tuple[str, str]] = []
        """Kind of the stream and raw block, of everything that was listened to."""
        self.since = 0
        """The cursor for catching up; those of the recording lie in its own time."""
        self._ids: dict[str, str] = {}
        self._listening: dict[tuple[str, str], asyncio.Task[None]] = {}

    async def run(self) -> Self:
        section = ""
        for exchange in exchanges():
            if exchange.section != section:
                section = exchange.section
                if section.startswith("auth"):
                    # Otherwise people would count as offline earlier than in the recording.
                    self.server.clock.advance(61)
                if prepare := self._circumstances.get(section):
                    await prepare(self)
            await self._repeat(exchange)
        await self.hang_up()
        return self

    async def _repeat(self, exchange: Exchange) -> None:
        for key in (str(exchange.number), f"{exchange.section}/{exchange.label}"):
            if prepare := self._circumstances.get(key):
                await prepare(self)
        request = self._request(exchange)
        response = await self.http.send(request)
        answer = response.json() if response.content else ""
        self.answers[exchange.number] = Replayed(response.status_code, response.headers, answer)
        self._learn(exchange.answer, answer)

    # Requests.

    def _request(self, exchange: Exchange) -> httpx.Request:
        headers = {name: self._header(exchange, name) for name in exchange.headers}
        path = self.current(exchange.path)
        if "<token>" in path:
            path = path.replace("<token>", self._token(ALICE))
        path = re.sub(r"since=\d{13}", f"since={self.since}", path)
        if exchange.section == "image_upload":
            return self.http.build_request(
                "POST", path, headers=headers, files={"image": _upload(exchange.label)}
            )
        content = None
        if exchange.body is not None:
            content = _content(exchange, self.current)
        return self.http.build_request(exchange.method, path, headers=headers, content=content)

    def _header(self, exchange: Exchange, name: str) -> str:
        value = exchange.headers[name]
        person_id = WHO[exchange.who] if exchange.who else ALICE
        if name == "Authorization":
            special = _TOKENS.get(exchange.label.partition(": ")[2] or exchange.label)
            token = special(self) if special else self._token(person_id)
            return value.replace("<token>", token)
        if name == "X-Anonymous-Signature":
            label = exchange.label.lower()
            if "signature of b" in label:
                person_id = BOB
            elif "wrong signature" in label:
                return "0" * 64
            return value.replace("<signature>", self.server.backend.notary.signature(person_id))
        if name == "If-None-Match":
            return self.answers[exchange.number - 1].headers["etag"]
        return value

    def _token(self, person_id: str) -> str:
        return self.server.identity(person_id).token

    def token(self, **claims: Any) -> str:
        now, day = self.server.clock.seconds(), 24 * 3600
        return self.server.backend.notary.token(claims, now, day)

    def expired_token(self) -> str:
        notary, now = self.server.backend.notary, self.server.clock.seconds()
        return notary.token({"anonymous_id": ALICE}, now - 60, 30)

    # Ids.

    def current(self, text: str) -> str:
        """With the ids that are valid here."""
        return _UUID.sub(lambda found: self._ids.get(found[0].lower(), found[0]), text)

    def _learn(self, recorded: Any, answered: Any) -> None:
        if isinstance(recorded, Beginning):
            recorded = recorded.known
        if isinstance(recorded, dict) and isinstance(answered, dict):
            for key in recorded.keys() & answered.keys():
                self._learn(recorded[key], answered[key])
        elif _is_id(recorded) and _is_id(answered) and recorded != answered:
            self._ids[recorded] = answered

    # Streams.

    async def listen(self, *names: str) -> None:
        """People open their user streams."""
        for name in names:
            await self._open("user", WHO[name], f"user/{WHO[name]}")

    async def follow_the_feed(self) -> None:
        await self._open("feed", "", "feed")

    async def enter(self, *names: str) -> None:
        """People open the stream of the room of Alice and Bob."""
        for name in names:
            await self._open("room", WHO[name], f"chats/{self.current(ROOM)}")

    async def hang_up(self, *names: str) -> None:
        for kind, person_id in list(self._listening):
            if not names or any(WHO[name] == person_id for name in names):
                await self._close(kind, person_id)

    async def _open(self, kind: str, person_id: str, path: str) -> None:
        if (kind, person_id) in self._listening:
            return
        connected = asyncio.Event()

        async def read() -> None:
            headers = self.server.identity(person_id).headers if person_id else {}
            url = f"/api/realtime/{path}"
            async with self.http.stream("GET", url, headers=headers, timeout=None) as response:
                assert response.status_code == 200, response.status_code
                buffer = ""
                async for text in response.aiter_text():
                    *whole, buffer = (buffer + text).split("\n\n")
                    self.blocks += [(kind, block) for block in whole]
                    if any("event: connected" in block for block in whole):
                        connected.set()

        self._listening[kind, person_id] = asyncio.create_task(read())
        async with asyncio.timeout(5):
            await connected.wait()

    async def _close(self, kind: str, person_id: str) -> None:
        task = self._listening.pop((kind, person_id))
        # What was written before is read before: one answer behind it on the same server.
        await self.http.get("/health")
        await asyncio.sleep(0.02)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(5):
            await self.server.backend.hub.wait_closed(Kind(kind), person_id)

    def name(self, recorded: str, valid: str) -> None:
        """What has that id in the recording has this one here."""
        self._ids[recorded] = valid


Circumstance = Callable[[Replay], Awaitable[None]]
"""What happened before a recorded request, made to happen again."""


def _is_id(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _content(exchange: Exchange, current: Callable[[str], str]) -> bytes:
    """The body as bytes; long ones were recorded by their size."""
    if size := re.fullmatch(r"content of (\d+) ASCII chars", exchange.label):
        return json.dumps({"content": "x" * int(size[1])}).encode()
    if size := re.fullmatch(r"body of (\d+) bytes", exchange.label):
        return b'{"content":"' + b"x" * (int(size[1]) - 14) + b'"}'
    if exchange.label == "invalid utf-8":
        return b'{"content":"a\xff\xfeb"}'
    if isinstance(exchange.body, str):
        return exchange.body.encode()
    text = json.dumps(exchange.body).replace("<password>", PASSWORD)
    return current(text).encode()


def _upload(label: str) -> tuple[str, bytes, str]:
    match label:
        case "upload not an image":
            return "x.png", b"this is no image", "image/png"
        case "upload text/plain":
            return "x.txt", b"this is no image", "text/plain"
        case "upload 6 MB":
            return "x.png", PNG + bytes(6_000_000), "image/png"
        case _:
            return "x.png", PNG, "image/png"


_TOKENS: dict[str, Callable[[Replay], str]] = {
    "expired bearer": Replay.expired_token,
    "REST with the token that has expired meanwhile": Replay.expired_token,
    "wrong signature bearer": lambda replay: replay.token(anonymous_id=ALICE)[:-4] + "AAAA",
    "bearer without anonymous_id": lambda replay: replay.token(email="alice@example.test"),
}
