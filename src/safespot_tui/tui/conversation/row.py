"""What is to be seen of one row of a timeline: everything that decides how it is drawn.

Rows are values: a row that equals the one drawn before needs no drawing.
"""

from msgspec import Struct
from textual.strip import Strip

from safespot_tui.domain.delivery import Delivery
from safespot_tui.domain.formatting import Run
from safespot_tui.domain.ids import MessageId, UserId


class Quote(Struct, frozen=True):
    """The message that is replied to, in a line."""

    message_id: MessageId
    alias: str
    text: str


class Picture(Struct, frozen=True):
    """A small picture of an image. Its room is kept free until it is here."""

    columns: int
    """At most."""
    lines: int
    strips: tuple[Strip, ...] = ()


class Chip(Struct, frozen=True):
    """One emoji under a message, how many chose it, and whether the user did."""

    emoji: str
    count: int
    mine: bool


def no_hits(_of: object) -> tuple[str, ...]:
    """The watch rules hit nothing: there are none."""
    return ()


class RowKeys(Struct, frozen=True):
    """The keys that rows tell of, as they are called."""

    retry: str = ""
    edit: str = ""
    discard: str = ""
    undelete: str = ""
    undelete_anywhere: str = ""
    """As `undelete`, also while the message is not selected."""


class Heading(Struct, frozen=True):
    """Lines that stand above a row because of where it stands."""

    day: str = ""
    """The day that begins here, in words."""
    unread: str = ""
    """What the unread line says, if it is here."""


class MessageRow(Struct, frozen=True):
    """Somebody's words."""

    heading: Heading
    sender: UserId | None
    alias: str
    """Empty when the row continues what the same person said just before."""
    time: str
    own: bool
    body: str
    set_off: tuple[Run, ...] = ()
    """`body` again where words in it are set off, in runs that look the same; else empty."""
    picture: Picture | None = None
    """Of an image, above `body`."""
    deleted: bool = False
    edited: bool = False
    mentions_me: bool = False
    """Whether it calls the user by name."""
    starred: bool = False
    forwarded: bool = False
    quote: Quote | None = None
    chips: tuple[Chip, ...] = ()
    delivery: Delivery | None = None
    """Of own messages only."""
    uploaded: int | None = None
    """While the server is being given its image: how much it has, in percent."""
    hits: tuple[str, ...] = ()
    """The watch rules that it hits, by name."""
    failure: str = ""
    """Why it was not sent or not changed, and what to do."""
    selected: bool = False


class NoticeRow(Struct, frozen=True):
    """Something that happened in the conversation."""

    heading: Heading
    text: str
    selected: bool = False


class GapRow(Struct, frozen=True):
    """Something that is not here, and what can be done about it."""

    text: str
    selected: bool = False


Row = MessageRow | NoticeRow | GapRow
