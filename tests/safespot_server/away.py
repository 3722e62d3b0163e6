"""What others did while somebody was not looking."""

from datetime import datetime, timedelta

from .backend import Backend
from .state import Message


def write(
    backend: Backend,
    room_id: str,
    sender_id: str,
    contents: list[str],
    *,
    quietly: bool = False,
    starting: datetime | None = None,
    apart: timedelta = timedelta(),
) -> list[Message]:
    """Messages in that room, as if posted; `quietly` stores them and tells nobody.

    With `starting`, they are of that moment and so much `apart`; else of now. Raises `Refusal` as
    a request would.
    """
    room = backend.rooms.of_member(room_id, sender_id)
    written: list[Message] = []
    for number, content in enumerate(contents):
        at = None if starting is None else starting + number * apart
        body = {"content": content}
        if quietly:
            message = backend.messages.store(room, sender_id, body, at)
        else:
            message = backend.messages.send(room, sender_id, body, "another-client", at)
        written.append(message)
    return written
