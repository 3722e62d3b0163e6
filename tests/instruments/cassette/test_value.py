"""All that a gateway can answer or refuse comes back as what it was, and harmless."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec import Raw

from safespot_tui.domain.event import (
    Entities,
    Heartbeat,
    HistoryPage,
    MessageChanges,
    MessageCreated,
    MessageUpdated,
    Received,
    Snapshot,
    Synced,
    Throttled,
)
from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import (
    Busy,
    GatewayError,
    Hindered,
    NotLoggedIn,
    Rejected,
    Unreachable,
)
from safespot_tui.instruments.cassette.value import (
    Value,
    crossed_of,
    error_of,
    refusal_of,
    value_of,
)

AT = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
CONVERSATION = ConversationId("c-1")
MESSAGE = Message(MessageId("m-1"), CONVERSATION, UserId("u-1"), AT, SafeText("¿hola? 👋"))
ANA = User(UserId("u-1"), SafeText("Ana"))
CHANGES = MessageChanges(revision=2, content=SafeText("no"))


@pytest.mark.parametrize(
    "crossed",
    [
        None,
        b"\x89PNG\x00",
        "https://example.org/1.png",
        MESSAGE,
        [ANA],
        [],
        Snapshot(UserId("u-1"), Cursor("7"), Entities(messages=(MESSAGE,), users=(ANA,))),
        HistoryPage(CONVERSATION, (MESSAGE,), has_older=True, has_newer=False),
        MessageUpdated(MessageId("m-1"), CONVERSATION, CHANGES),
    ],
)
def test_an_answer(crossed: Any) -> None:
    kept = msgspec.json.decode(msgspec.json.encode(value_of(crossed)), type=Value)
    again = crossed_of(kept)
    assert again == (tuple(crossed) if isinstance(crossed, list) else crossed)


@pytest.mark.parametrize(
    "item",
    [
        Received(MessageCreated(MESSAGE, Entities(users=(ANA,))), Cursor("8")),
        Received(MessageUpdated(MessageId("m-1"), CONVERSATION, CHANGES), None),
        Synced(Cursor("9"), heartbeat=10.0),
        Heartbeat(),
        Throttled(2.5),
    ],
)
def test_an_item_of_a_stream(item: Any) -> None:
    assert crossed_of(value_of(item), streamed=True) == item


@pytest.mark.parametrize(
    "error",
    [
        Unreachable("no line"),
        NotLoggedIn("gone"),
        Busy(SafeText("wait"), 3.0),
        Rejected(SafeText("no"), code="not_allowed", status=403),
        Hindered(SafeText("muted"), Hindrance(HindranceKind.MUTED, AT, SafeText("spam")), 403),
    ],
)
def test_a_refusal(error: GatewayError) -> None:
    again = error_of(refusal_of(error))
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))


@pytest.mark.parametrize("evil", ["\x1b]52;c;aGk=\x07", "a\x7fb", "\u202eabc", "\x9b31m"])
def test_what_somebody_wrote_into_a_cassette_is_made_safe(evil: str) -> None:
    message = {**msgspec.to_builtins(MESSAGE), "content": evil}
    for raw in (msgspec.json.encode(message), msgspec.json.format(msgspec.json.encode(message))):
        again = crossed_of(Value("Message", Raw(raw)))
        assert not set(again.content) & set("\x1b\x07\x7f\u202e\x9b")
        assert again.id == MESSAGE.id
