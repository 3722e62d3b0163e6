"""The recorded requests, made again to the stand-in in the same order.

Ids that a server makes differ from those recorded. Wherever both answers have an id in the same
place, later requests use the one that was answered here.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self, TypeGuard

import httpx

from tests.safespot_server import Kind, SafeSpotServer
from tests.safespot_server.clock import milliseconds
from tests.safespot_server.recordings import Beginning, Exchange, exchanges

ALICE = "11111111-1111-4111-8111-111111111111"
BOB = "22222222-2222-4222-8222-222222222222"
CAROL = "33333333-3333-4333-8333-333333333333"
WHO = {"alice": ALICE, "bob": BOB, "carol": CAROL}
ROOM = "9087c108-3ccc-47c2-bff0-618392040da2"
BOB_AND_CAROL = "0e6ae48d-a4ba-4a78-bf45-e200d4bf68d6"
ALICE_AND_CAROL = "cfded4b8-e766-48b4-aa37-94aed045391d"
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

    def __init__(self, server: SafeSpotServer, http: httpx.AsyncClient) -> None:
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
                if prepare := PREPARE.get(section):
                    await prepare(self)
            await self._repeat(exchange)
        await self.hang_up()
        return self

    async def _repeat(self, exchange: Exchange) -> None:
        for key in (str(exchange.number), f"{exchange.section}/{exchange.label}"):
            if prepare := PREPARE.get(key):
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


async def replayed() -> Replay:
    """All recorded requests, made to a stand-in of their own."""
    async with (
        SafeSpotServer() as server,
        httpx.AsyncClient(base_url=server.url, timeout=30) as http,
    ):
        return await Replay(server, http).run()


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


# What happened around the recorded requests, by section, by section and label,
# or by number.


async def _all_listen(replay: Replay) -> None:
    await replay.listen("alice", "bob", "carol")


async def _both_enter(replay: Replay) -> None:
    await _all_listen(replay)
    await replay.enter("alice", "bob")


async def _both_listen(replay: Replay) -> None:
    await replay.hang_up()
    await replay.listen("alice", "bob")


async def _two_seconds_pass(replay: Replay) -> None:
    """Until the room's streams have a heartbeat."""
    replay.server.clock.advance(2.1)
    await asyncio.sleep(0)


async def _bob_is_away(replay: Replay) -> None:
    await replay.hang_up()
    await replay.listen("alice")


async def _bob_comes(replay: Replay) -> None:
    await replay.listen("bob")


async def _bob_goes(replay: Replay) -> None:
    await replay.hang_up("bob")


async def _bob_comes_and_goes(replay: Replay) -> None:
    await _bob_comes(replay)
    await _bob_goes(replay)


async def _more_wait_for_bob(replay: Replay) -> None:
    """Sixty, fifty of which are delivered when he connects."""
    await replay.hang_up("bob")
    room_id = replay.current(ROOM)
    contents = [f"pendiente {number}" for number in range(60)]
    replay.server.write(room_id, ALICE, *contents, quietly=True)
    await _bob_comes_and_goes(replay)
    recorded = (
        "02a7b399-3ca7-4ccb-977f-2914202f45c5",
        "5f8435f4-0343-4be6-865d-c57a64d04bac",
        "1c278cf4-9acc-45a6-8d40-af9bc48327cd",
    )
    for message_id, message in zip(recorded, replay.server.history(room_id)[-3:], strict=True):
        replay.name(message_id, message.id)


async def _since_bob_was_away(replay: Replay) -> None:
    history = replay.server.history(replay.current(ROOM))
    first = next(message for message in history if "desconectado" in message.content)
    replay.since = milliseconds(first.created_at) - 1


async def _since_now(replay: Replay) -> None:
    replay.since = replay.server.clock.milliseconds()
    replay.server.clock.advance(0.002)


async def _bob_passes_for_online(replay: Replay) -> None:
    """Without a stream, which would have to carry megabytes."""
    await replay.hang_up()
    replay.server.backend.presence.connect(BOB, session=3600, key=3600)


async def _carol_listens(replay: Replay) -> None:
    people = replay.server.state.people
    replay.name(BOB_AND_CAROL, replay.server.room(people[BOB], people[CAROL]).id)
    await replay.listen("carol")


async def _windows_end(replay: Replay) -> None:
    replay.server.clock.advance(301)


async def _carol_spends_her_budget(replay: Replay) -> None:
    traps = replay.server.traps
    for _ in range(497):
        replay.server.backend.requests.count(CAROL, traps.requests, traps.requests_window)


async def _a_day_passes(replay: Replay) -> None:
    message = replay.server.history(replay.current(ROOM))[-1]
    message.created_at -= timedelta(hours=25)


async def _the_old_one_is_gone(replay: Replay) -> None:
    """Later histories were recorded without it."""
    old = replay.server.history(replay.current(ROOM))[0]
    del replay.server.state.messages[old.id]


async def _bobs_session_expires(replay: Replay) -> None:
    await _both_listen(replay)
    replay.server.clock.advance(121)


async def _alice_and_carol_listen(replay: Replay) -> None:
    await replay.hang_up()
    await _windows_end(replay)
    await replay.listen("alice", "carol")


async def _more_people(replay: Replay) -> None:
    await replay.hang_up()
    for number in range(22):
        person_id = f"4444{number:04}-4444-4444-8444-444444444444"
        replay.server.backend.people.bootstrap(person_id).alias = f"Extra{number:02}"


async def _few_rooms(replay: Replay) -> None:
    """The recording went on in a database without the many rooms."""
    rooms = replay.server.state.rooms
    kept = [room for room in rooms.values() if not {BOB, ALICE} & room.members.keys()]
    kept += [rooms[replay.current(room)] for room in (ROOM, BOB_AND_CAROL, ALICE_AND_CAROL)]
    rooms.clear()
    rooms.update({room.id: room for room in kept})


async def _alice_enters(replay: Replay) -> None:
    await replay.listen("alice")
    await replay.enter("alice")


async def _alice_hears(replay: Replay) -> None:
    await replay.listen("alice")


async def _no_rooms(replay: Replay) -> None:
    replay.server.state.rooms.clear()
    replay.server.state.messages.clear()


PREPARE: dict[str, Callable[[Replay], Awaitable[None]]] = {
    "room.create": _all_listen,
    "msg.send_A_to_B_online": _both_enter,
    "room.typing": _two_seconds_pass,
    "offline.send_to_offline_B": _bob_is_away,
    "offline.B_connects_gets_pending": _bob_comes_and_goes,
    "offline.history_marks_delivered": _more_wait_for_bob,
    "catchup": _since_bob_was_away,
    "catchup/catchup since now": _since_now,
    "catchup.what_is_not_replayed": _both_listen,
    "catchup.what_is_not_replayed/edit": _since_now,
    "ack.granular": _bob_is_away,
    "realtime.misc": Replay.follow_the_feed,
    "authz.rest_tokens": _both_listen,
    "authz.no_content_type": _both_listen,
    "sse.token_expires_midstream": _carol_listens,
    "size": _bob_passes_for_online,
    "burst100.sequential": _both_listen,
    "ratelimit.global_500_per_5min": _windows_end,
    "ratelimit.global_500_per_5min/rl 500": _carol_spends_her_budget,
    "content_map": _both_listen,
    "content_map/edit after 25 h (created_at moved in the db)": _a_day_passes,
    "image_upload": _the_old_one_is_gone,
    "presence.session_counter_expires_after_120s": _bobs_session_expires,
    "room_leave": _alice_and_carol_listen,
    "rooms_limit_20": _more_people,
    "etag": _few_rooms,
    "room_stream.delivered": _alice_enters,
    "notifications": _alice_hears,
    "presence.heartbeat_does_not_repair_session_counter": _no_rooms,
    "409": _bob_comes,
    "410": _bob_goes,
}
