"""What no honest stream of the deployed server tells, once it is taken for one."""

from tests.hostile.answers import chunk
from tests.hostile.malicious_server import Answer, endless, hang_up, says
from tests.hostile.safespot_town import LIVE, NOWHERE, event, message
from tests.hostile.visitor import ROOM


def told(*blocks: bytes) -> Answer:
    return says(LIVE + chunk(b"".join(blocks)))


def new_message(**changes: object) -> bytes:
    return event("new-message", {"conversationId": ROOM, "partial": message("x", 9) | changes})


ORDER = "\x1b]52;c;cm0=\x07"

STREAMS: dict[str, Answer] = {
    "an endless line": endless(LIVE, chunk(b"x" * 0x100000)),
    "an endless line of data": endless(LIVE + chunk(b"data: "), chunk(b"x" * 0x100000)),
    "an endless event": endless(LIVE, chunk(b"data: x\n" * 0x20000)),
    "data that is no JSON": told(b"event: new-message\ndata: <html>\n\n"),
    "no data": told(b"event: new-message\n\n", b"event:\ndata:\n\n", b"data\n\n"),
    "a list": told(event("new-message", [])),
    "a number of ten thousand digits": told(b"event: typing\ndata: " + b"9" * 10_000 + b"\n\n"),
    "a hundred thousand levels": told(b"event: typing\ndata: " + b"[" * 100_000 + b"\n\n"),
    "levels in a payload": told(
        b'event: chat-update\ndata: {"partial": ' + b'{"a":' * 100_000 + b"\n\n"
    ),
    "half a character": told(rb'event: new-message' b"\n" rb'data: {"id": "cut \ud83d"}', b"\n\n"),
    "a name that orders": told(event(ORDER, {"partial": {}})),
    "a message of the wrong types": told(new_message(content=["x"], sender_id=7, type={})),
    "a message without anything": told(event("new-message", {})),
    "a message of nobody": told(new_message(sender_id=None, sender_alias=ORDER)),
    "an id that orders": told(new_message(id=ORDER), new_message(conversation_id=ORDER)),
    "an id that is a path": told(new_message(id="../../me"), new_message(conversation_id="..")),
    "a message of the year 0": told(new_message(created_at="0000-01-01T00:00:00Z")),
    "a message of the year 9999": told(new_message(created_at="9999-12-31T23:59:59.999Z")),
    "a message at infinity": told(
        b'event: new-message\ndata: {"partial": {"created_at": 1e999}}\n\n'
    ),
    "reactions of nobody": told(new_message(reactions={ORDER: [ORDER, ""], "": []})),
    "a conversation that nobody knows": told(
        *(new_message(conversation_id=NOWHERE, id=message("x", n)["id"]) for n in range(500))
    ),
    "receipts of all that is not": told(
        event("message.read", {"conversationId": NOWHERE, "partial": {"readerId": ORDER}}),
        event("message.delivered", {"id": ORDER, "partial": {"deliveredAt": -1}}),
        event("message.read", {"conversationId": ROOM, "partial": {"readAt": 10**30}}),
    ),
    "deletions of what is not": told(
        event("chat-update", {"conversationId": ROOM,
                              "partial": {"action": "message-deleted", "messageId": ORDER}})
    ),
    "flags that are none": told(
        event("chat-update", {"conversationId": ROOM,
                              "partial": {"action": "pin", "isPinned": "yes"}}),
        event("chat-update", {"conversationId": ROOM, "partial": {"action": [ORDER]}}),
    ),
    "presence of the wrong types": told(
        event("presence-update", {"partial": {"partial": []}}),
        event("presence", {"status": [1], "userId": {}}),
    ),
    "cut off": says(LIVE + b"ffff\r\ndata: x"),
    "gone before a word": hang_up,
}  # fmt: skip
