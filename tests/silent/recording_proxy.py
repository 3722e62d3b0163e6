"""A proxy that writes down what is asked, and what of it tells others that somebody is there."""

import re
from enum import StrEnum

import h11

from tests.chaos.messages import Side
from tests.chaos.proxy import Proxy


class Told(StrEnum):
    """What others learn by a request."""

    READ = "read"
    DELIVERED = "delivered"
    TYPING = "typing"
    PRESENCE = "presence"


_TELLING = (
    (Told.READ, r"PUT /conversations/[^/]+/read|POST /api/chats/rooms/[^/]+/read"),
    (
        Told.DELIVERED,
        r"PUT /conversations/[^/]+/delivered|POST /api/chats/rooms/[^/]+/delivered"
        r"|POST /api/chats/messages/[^/]+/ack-delivered|POST /api/chats/messages/reconcile-status",
    ),
    (Told.TYPING, r"PUT /conversations/[^/]+/typing|POST /api/chats/rooms/[^/]+/typing"),
    (Told.PRESENCE, r"GET /events|(?:GET|POST) /api/realtime/(?:user|chats)/|\w+ /api/presence/"),
)
"""By method and address, on either server. A history of the deployed one tells only where there is
something undelivered: that is seen from what its other members see."""


class RecordingProxy(Proxy):
    """Passes everything on, whole."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        """Method and address of each request, in the order in which they came."""

    @property
    def told(self) -> set[Told]:
        """What others have been told."""
        return {
            told for told, form in _TELLING if any(re.match(form, asked) for asked in self.asked)
        }

    def count(self, told: Told) -> int:
        """How often others have been told something."""
        form = dict(_TELLING)[told]
        return sum(re.match(form, asked) is not None for asked in self.asked)

    async def _exchange(self, client: Side, request: h11.Request, body: bytes) -> bool:
        self.asked.append(f"{request.method.decode()} {request.target.decode()}")
        return await super()._exchange(client, request, body)
