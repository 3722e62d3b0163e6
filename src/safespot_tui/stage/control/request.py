"""What may be asked over the socket: one JSON object a line, which says one thing to do.

What is understood is a `Request`; its verb is the one field that no other has. All of them may have
an `id`, which comes back with the answer.
"""

from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta, Struct

MOST_SECONDS = 600.0
LONGEST_PATTERN = 1000

Id = Annotated[int | str | None, Meta(description="Comes back with the answer.")]


class Do(Struct, frozen=True, forbid_unknown_fields=True):
    """Do an action, by its id (docs/keys.md lists them): `{"do": "conversation.next_unread"}`."""

    do: str
    words: Annotated[str, Meta(description="As written behind a command: `8h`.")] = ""
    id: Id = None


class Press(Struct, frozen=True, forbid_unknown_fields=True):
    """Press keys, one after the other: `{"press": ["ctrl+k", "enter"]}`."""

    press: Annotated[
        list[str], Meta(description="As on its cap: `Ctrl+K`, `enter`, `?`.", max_length=1000)
    ]
    id: Id = None


class Type(Struct, frozen=True, forbid_unknown_fields=True):
    """Press the key of each character: `{"type": "hola"}`."""

    type: str
    id: Id = None


class Paste(Struct, frozen=True, forbid_unknown_fields=True):
    """Have the terminal paste something: `{"paste": "two\\nlines"}`."""

    paste: str
    id: Id = None


class AskState(Struct, frozen=True, forbid_unknown_fields=True):
    """Tell what the client knows and shows: `{"state": true}`."""

    state: Literal[True]
    id: Id = None


class AskScreen(Struct, frozen=True, forbid_unknown_fields=True):
    """Tell what is on the screen: `{"screen": "text"}`, or as a picture, `{"screen": "svg"}`."""

    screen: Literal["text", "svg"]
    id: Id = None


class Wait(Struct, frozen=True, forbid_unknown_fields=True):
    """Answer once a regular expression is on the screen: `{"wait": "/hola|chau/"}`."""

    wait: Annotated[
        str,
        Meta(
            description="Python's, between slashes or not; line by line.",
            min_length=1,
            max_length=LONGEST_PATTERN,
        ),
    ]
    seconds: Annotated[float, Meta(gt=0, le=MOST_SECONDS)] = 10.0
    id: Id = None


class Faults(Struct, frozen=True, forbid_unknown_fields=True):
    """Disturb the line to a test server: `{"faults": "drop frames 0.2; heal"}`."""

    faults: str
    id: Id = None


Topic = Literal["store", "connection"]


class Subscribe(Struct, frozen=True, forbid_unknown_fields=True):
    """Tell of what changes from now on, besides: `{"subscribe": ["store", "connection"]}`."""

    subscribe: Annotated[list[Topic], Meta(min_length=1, max_length=2)]
    id: Id = None


class Unsubscribe(Struct, frozen=True, forbid_unknown_fields=True):
    """Tell of nothing any more: `{"unsubscribe": true}`."""

    unsubscribe: Literal[True]
    id: Id = None


Request = Do | Press | Type | Paste | AskState | AskScreen | Wait | Faults | Subscribe | Unsubscribe

REQUESTS: dict[str, type[Request]] = {
    "do": Do,
    "press": Press,
    "type": Type,
    "paste": Paste,
    "state": AskState,
    "screen": AskScreen,
    "wait": Wait,
    "faults": Faults,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
}
"""By the field that only they have."""


class BadRequest(Exception):
    """A line that is no request. `code` is for programs, `str()` for people."""

    def __init__(self, code: str, message: str, request_id: int | str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.request_id = request_id


def read(line: bytes) -> Request:
    """The request that a line is. Raises `BadRequest`."""
    try:
        said = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRequest("not_json", f"not a JSON object on one line: {error}") from None
    if not isinstance(said, dict):
        raise BadRequest("not_json", "not a JSON object on one line")
    fields = cast("dict[str, Any]", said)
    given = fields.get("id")
    request_id = given if isinstance(given, int | str) else None
    verbs = [verb for verb in REQUESTS if verb in fields]
    if len(verbs) != 1:
        names = ", ".join(REQUESTS)
        raise BadRequest("unknown", f"exactly one of these is wanted: {names}", request_id)
    try:
        return msgspec.convert(fields, REQUESTS[verbs[0]])
    except msgspec.ValidationError as error:
        raise BadRequest("malformed", str(error), request_id) from None
