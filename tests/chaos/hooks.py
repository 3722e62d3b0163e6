"""The hook points: where somebody is killed on purpose, and not just at some moment.

::

    client ──keys──▶ held ──▶ asks ──▶ (before) ──▶ server ──▶ (in transaction) ──▶ database
                                       (within) ◀── (after) ◀── answers

| | client | server | database |
| --- | --- | --- | --- |
| in the middle of a word | ✓ | | |
| a deletion that it holds | ✓ | | |
| soon after the last key, at some moment | ✓ | ✓ | ✓ |
| before the server has the request | ✓ | ✓ | ✓ |
| between INSERT and COMMIT | | ✓ | ✓ |
| after the server has answered | ✓ | ✓ | ✓ |
| within the answer | ✓ | ✓ | ✓ |

Each request in there is the one for a message, the upload of an image, or the one for a deletion.
A run stands still until the point is reached, and fails if it never is. A server that keeps its
database in a file has no process of it to be killed, and the stand-in of the deployed API has no
transactions.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from tests.chaos.faults import Asked, Point
from tests.chaos.steps import Who


class Backing(StrEnum):
    """What is behind the proxy."""

    FILE = "bundled server, its database in a file"
    POSTGRESQL = "bundled server on PostgreSQL"
    DEPLOYED = "stand-in of the deployed API"


@dataclass(frozen=True)
class AtRequest:
    """A request stands still at that point."""

    point: Point
    asked: Asked


@dataclass(frozen=True)
class Soon:
    """So many milliseconds at most after the last key."""

    asked: Asked


class Moment(StrEnum):
    """What is about no request that is on its way."""

    TYPING = "in the middle of a word"
    HOLDING = "holding a deletion"
    COMMITTING = "between INSERT and COMMIT"


Hook = AtRequest | Soon | Moment

_REQUESTS: tuple[Hook, ...] = tuple(
    AtRequest(point, asked) for asked, point in product(Asked, Point)
)
_CLIENT = (*_REQUESTS, *map(Soon, Asked), Moment.HOLDING, Moment.TYPING)
_SERVER = (*_REQUESTS, Soon(Asked.MESSAGE))
_DATABASE = (*_REQUESTS, Soon(Asked.MESSAGE))


def hooks(who: Who, backing: Backing) -> tuple[Hook, ...]:
    """Where one of them can be killed, in front of such a server; empty if there is no such."""
    match who, backing:
        case Who.CLIENT, _:
            return _CLIENT
        case Who.SERVER, Backing.DEPLOYED:
            return _SERVER
        case Who.SERVER, _:
            return (*_SERVER, Moment.COMMITTING)
        case Who.DATABASE, Backing.POSTGRESQL:
            return (*_DATABASE, Moment.COMMITTING)
        case _:
            return ()
