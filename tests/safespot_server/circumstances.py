"""What happened around the recorded requests, which they alone do not tell."""

import asyncio
from datetime import timedelta

import httpx

from tests.safespot_server import SafeSpotServer
from tests.safespot_server.clock import milliseconds
from tests.safespot_server.replay import ALICE, BOB, CAROL, ROOM, Circumstance, Replay

BOB_AND_CAROL = "0e6ae48d-a4ba-4a78-bf45-e200d4bf68d6"
ALICE_AND_CAROL = "cfded4b8-e766-48b4-aa37-94aed045391d"


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


CIRCUMSTANCES: dict[str, Circumstance] = {
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
"""By section, by section and label, or by number of the request that comes next."""


async def replayed() -> Replay:
    """All recorded requests, made to a stand-in of their own."""
    async with (
        SafeSpotServer() as server,
        httpx.AsyncClient(base_url=server.url, timeout=30) as http,
    ):
        return await Replay(server, http, CIRCUMSTANCES).run()
