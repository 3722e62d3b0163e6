"""What can be done in a run, one thing after the other."""

from dataclasses import dataclass
from enum import StrEnum

from tests.chaos.faults import Asked, Fault, Point


class Who(StrEnum):
    """Who can be killed. A server with its database in a file is killed together with it."""

    CLIENT = "client"
    SERVER = "server"
    DATABASE = "database"


@dataclass(frozen=True)
class Say:
    """Type a message into a conversation, and look until it is in the timeline."""

    place: int
    marker: str
    asked = Asked.MESSAGE


@dataclass(frozen=True)
class Show:
    """The same with an image, which waits on the disk to be uploaded; the marker is under it."""

    place: int
    marker: str
    asked = Asked.IMAGE


@dataclass(frozen=True)
class Delete:
    """Delete an own message that was seen; the server is told of it a moment later."""

    place: int
    marker: str
    asked = Asked.DELETION


Wish = Say | Show | Delete
"""What the person in front of the client wants."""


@dataclass(frozen=True)
class BringBack:
    """Change one's mind about a deletion, in time or too late: the screen says which."""

    delete: Delete


@dataclass(frozen=True)
class Hear:
    """Somebody else writes there."""

    place: int
    marker: str


@dataclass(frozen=True)
class Order:
    """Have the proxy do that to the next request of a kind, or to the next event."""

    fault: Fault


@dataclass(frozen=True)
class Latency:
    """From here on each request and each answer takes so long."""

    seconds: float


@dataclass(frozen=True)
class CutStreams:
    """Break the streams that are open."""


@dataclass(frozen=True)
class Refuse:
    """The network is down: connections are refused, and those that are open break."""


@dataclass(frozen=True)
class Heal:
    """The network is well again."""


@dataclass(frozen=True)
class KillAt:
    """Want something; kill as soon as the request for it stands still at that point."""

    who: Who
    point: Point
    wish: Wish
    goes_on: bool
    """Whether the request, or its answer, goes on its way after the kill."""


@dataclass(frozen=True)
class KillInTransaction:
    """Type a message; kill between its INSERT and its COMMIT."""

    who: Who
    wish: Say


@dataclass(frozen=True)
class KillSoon:
    """Want something; kill so long after the last key, whatever there is to see."""

    who: Who
    milliseconds: int
    wish: Wish


@dataclass(frozen=True)
class KillHolding:
    """Delete a message; kill the client while nobody else knows of it."""

    wish: Delete


@dataclass(frozen=True)
class KillTyping:
    """Kill the client in the middle of a word; what was not ended with Enter is nobody's loss."""

    place: int


@dataclass(frozen=True)
class Kill:
    """Kill at once."""

    who: Who


@dataclass(frozen=True)
class Start:
    """Bring back what was killed."""

    who: Who


Step = (
    Say
    | Show
    | Delete
    | BringBack
    | Hear
    | Order
    | Latency
    | CutStreams
    | Refuse
    | Heal
    | KillAt
    | KillInTransaction
    | KillSoon
    | KillHolding
    | KillTyping
    | Kill
    | Start
)
