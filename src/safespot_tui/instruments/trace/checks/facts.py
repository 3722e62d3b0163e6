"""What a trace says of messages and of how they were told, in no dialect.

A channel is what a stream tells of: `EVERYTHING`, or one conversation by its id. `entry` is the
number of the entry that says so.
"""

from collections.abc import Mapping

from msgspec import Struct

EVERYTHING = ""


class Line(Struct, frozen=True):
    """A message, as far as checks care."""

    id: str
    conversation_id: str
    order: int
    """Higher for what comes later in its conversation."""
    sender_id: str | None
    is_gone: bool = False
    is_unread: bool = False
    """By what the server says of the message itself."""


class Known(Struct, frozen=True):
    """Who the client is."""

    user_id: str


class Opened(Struct, frozen=True):
    """A stream was asked for; its `entry` is its number from now on."""

    entry: int
    at: float
    channel: str
    cursor: str
    """Where it goes on from; empty for now."""


class Ended(Struct, frozen=True):
    """A stream is over, in whatever way."""

    stream: int


class Interrupted(Struct, frozen=True):
    """What happens from now on need not be told on this channel, also when it is open again."""

    channel: str


class Whole(Struct, frozen=True):
    """All that had happened has been told on this stream; what happens now is told on it, too."""

    entry: int
    stream: int
    channel: str


class Beat(Struct, frozen=True):
    """A stream says that there is nothing to tell."""

    stream: int
    channel: str


class Placed(Struct, frozen=True):
    """A stream has come to a cursor."""

    entry: int
    at: float
    stream: int
    cursor: str
    about: str
    """What the frame there is about; empty for one that tells nothing."""
    is_event: bool = True
    """Whether something lies between the cursor before and this one."""


class Refused(Struct, frozen=True):
    """The cursor that was gone on from is not known any more."""

    entry: int
    at: float
    cursor: str
    reason: str
    stream: int | None = None
    """None where it was no stream that was to go on."""


class Given(Struct, frozen=True):
    """The server gave a cursor, in an answer."""

    cursor: str
    at: float


class Told(Struct, frozen=True):
    """A stream tells of a message that is new."""

    entry: int
    stream: int
    channel: str
    name: str
    """The event's."""
    line: Line
    cursor: str = ""


class Began(Struct, frozen=True):
    """From here on, all that comes later than these in their conversations is to be told."""

    heads: Mapping[str, int]
    others: int | None = None
    """The same for conversations that are not named; None: nothing is known of them."""


class Left(Struct, frozen=True):
    """The client does not follow a conversation any more, or begins anew with it."""

    conversation_id: str


class Held(Struct, frozen=True):
    """An answer has messages of a conversation."""

    entry: int
    asked: int
    conversation_id: str
    lines: tuple[Line, ...]
    is_whole: bool = False
    """Whether these are all there are."""


class Accepted(Struct, frozen=True):
    """The server took a message from the user."""

    entry: int
    line: Line
    channel: str
    """Where it has to be told."""


class Listed(Struct, frozen=True):
    """An answer names what came `after` a time: the oldest of it."""

    entry: int
    asked: int
    after: int
    most: int
    """As many were looked at, those of that very moment among them, which are not named."""
    lines: tuple[Line, ...]


class Hinted(Struct, frozen=True):
    """Something says that there is a message, and no more of it."""

    message_id: str


class Gone(Struct, frozen=True):
    """A message was deleted."""

    message_id: str


class Reading(Struct, frozen=True):
    """The user is about to have read all of a conversation."""

    entry: int
    conversation_id: str


class Read(Struct, frozen=True):
    """The user has read a conversation: all that there was, or up to a watermark."""

    entry: int
    conversation_id: str
    order: int | None = None
    """Up to where, where it is a watermark that moved."""
    message_id: str = ""
    """The same, as a message."""
    asked: int | None = None
    """The request that this answers, if it is no stream that says so."""


class Watermarks(Struct, frozen=True):
    """What the server says of a conversation where unread is what lies between two numbers."""

    entry: int
    asked: int
    conversation_id: str
    head: int
    read: int
    last_read_id: str
    last: Line | None
    """The last message, where it came along."""


class Count(Struct, frozen=True):
    """What the server says of a conversation where it counts what is unread."""

    entry: int
    asked: int
    conversation_id: str
    unread: int
    newest: int
    """The order of the newest message."""


class Disturbance(Struct, frozen=True):
    """A fault knob did something to a stream; to any of them, if it is None."""

    stream: int | None


Fact = (
    Known
    | Opened
    | Ended
    | Interrupted
    | Whole
    | Beat
    | Placed
    | Refused
    | Given
    | Told
    | Began
    | Left
    | Held
    | Accepted
    | Listed
    | Hinted
    | Gone
    | Reading
    | Read
    | Watermarks
    | Count
    | Disturbance
)
