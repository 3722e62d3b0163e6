"""Lines that are requests, and lines that are none."""

import pytest

from safespot_tui.stage.control.request import (
    AskScreen,
    AskState,
    BadRequest,
    Do,
    Press,
    Subscribe,
    Wait,
    read,
)


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        (b'{"id": 1, "do": "conversation.next_unread"}', Do("conversation.next_unread", id=1)),
        (b'{"do": "conversation.mute", "words": "8h"}', Do("conversation.mute", "8h")),
        (b'{"press": ["ctrl+k", "a"], "id": "x"}\r', Press(["ctrl+k", "a"], id="x")),
        (b'{"state": true}', AskState(state=True)),
        (b'{"screen": "svg"}', AskScreen("svg")),
        (b'{"wait": "/hola/", "seconds": 5}', Wait("/hola/", 5.0)),
        (b'{"subscribe": ["store", "connection"]}', Subscribe(["store", "connection"])),
    ],
)
def test_what_is_asked(line: bytes, request_: object) -> None:
    assert read(line) == request_


@pytest.mark.parametrize(
    ("line", "code", "request_id"),
    [
        (b"\xff\xfe\x00", "not_json", None),
        (b"hola", "not_json", None),
        (b'["state"]', "not_json", None),
        (b"[" * 60_000, "not_json", None),
        (b'{"state": ' + b"1" * 5000 + b"}", "not_json", None),
        (b"{}", "unknown", None),
        (b'{"id": 7, "dance": true}', "unknown", 7),
        (b'{"id": 7, "do": "x", "press": []}', "unknown", 7),
        (b'{"id": "a", "state": false}', "malformed", "a"),
        (b'{"id": [1], "state": true}', "malformed", None),
        (b'{"id": 7, "state": true, "more": 1}', "malformed", 7),
        (b'{"press": "ctrl+k"}', "malformed", None),
        (b'{"wait": "x", "seconds": -1}', "malformed", None),
        (b'{"wait": "x", "seconds": 1e9}', "malformed", None),
        (b'{"subscribe": ["tokens"]}', "malformed", None),
    ],
)
def test_what_is_no_request_is_told_why(
    line: bytes, code: str, request_id: int | str | None
) -> None:
    with pytest.raises(BadRequest) as refused:
        read(line)
    assert (refused.value.code, refused.value.request_id) == (code, request_id)
    assert str(refused.value)
