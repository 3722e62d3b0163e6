"""What a tape has done, a command a line.

What is done, by whom, under which circumstances; and what must come of it.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct


class Role(Struct, frozen=True):
    """Who does something, and with which of their clients: `Ana`, `Ana@phone`, `Ana/2`."""

    name: str
    """Of an account of the cast."""
    device: str = ""
    """Each keeps files of its own; empty for the one that people have first."""
    window: int = 1
    """Those of one device share its files."""

    def __str__(self) -> str:
        device = f"@{self.device}" if self.device else ""
        window = f"/{self.window}" if self.window > 1 else ""
        return f"{self.name}{device}{window}"


class Pattern(Struct, frozen=True):
    """What is looked for: words as they are, or a regular expression."""

    source: str
    """`$NAME` in it stands for the alias of who plays NAME."""
    is_regex: bool = False

    def __str__(self) -> str:
        return f"/{self.source}/" if self.is_regex else f"“{self.source}”"


class Place(StrEnum):
    """A part of the screen."""

    SCREEN = "screen"
    INBOX = "inbox"
    HEADER = "header"
    TIMELINE = "timeline"
    COMPOSER = "composer"


class ServerOrder(StrEnum):
    """What is done to a server of the tape's own."""

    STOP = "stop"
    START = "start"
    RESTART = "restart"


class Operator(StrEnum):
    """How a value of the state is held against another."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    MATCHES = "matches"


# -------------------------------------------------------------------------------- what goes in


class As(Struct, frozen=True, tag=True):
    """From here on somebody else does things; their client is opened if it is not."""

    role: Role


class Close(Struct, frozen=True, tag=True):
    """A client ends; its files stay."""

    role: Role


class Restart(Struct, frozen=True, tag=True):
    """A client ends and begins again on its files, and goes on doing things."""

    role: Role


class Type(Struct, frozen=True, tag=True):
    """The key of each character."""

    text: str


class Press(Struct, frozen=True, tag=True):
    """A key, by the name that `Client.press` takes."""

    key: str
    times: int = 1


class Paste(Struct, frozen=True, tag=True):
    """The terminal pastes."""

    text: str


class Do(Struct, frozen=True, tag=True):
    """An action of the registry."""

    action_id: str
    words: str = ""


class Open(Struct, frozen=True, tag=True):
    """A conversation, by what it is called, once it is there."""

    title: str
    seconds: float | None = None


class Resize(Struct, frozen=True, tag=True):
    """The terminal gets another size."""

    columns: int
    lines: int


class Screenshot(Struct, frozen=True, tag=True):
    """What the screen shows is kept under a name."""

    name: str


# -------------------------------------------------------------------------------- circumstances


class GivenDm(Struct, frozen=True, tag=True):
    """Two have a conversation."""

    names: tuple[str, str]


class GivenGroup(Struct, frozen=True, tag=True):
    """Some have a group, which the first of them made."""

    title: str
    names: tuple[str, ...]


class GivenMessages(Struct, frozen=True, tag=True):
    """Somebody wrote something, with no client of the tape."""

    name: str
    where: str
    """What the conversation is called to them."""
    text: str
    times: int = 1
    """Several get their number behind: `hola 1`, `hola 2`, …"""


class Server(Struct, frozen=True, tag=True):
    """The server goes, or comes."""

    order: ServerOrder


class Fault(Struct, frozen=True, tag=True):
    """A knob is turned: what crosses the line of this client is disturbed."""

    order: str
    """As `instruments/faults/reading.py` has it."""


class Heal(Struct, frozen=True, tag=True):
    """All knobs of this client are back at nothing."""


class Sleep(Struct, frozen=True, tag=True):
    """Time passes."""

    seconds: float


class Wait(Struct, frozen=True, tag=True):
    """Something is on the screen."""

    pattern: Pattern
    place: Place = Place.SCREEN
    seconds: float | None = None


# -------------------------------------------------------------------------------- expectations


class Expect(Struct, frozen=True, tag=True):
    """Something is on the screen within a time; where a count is given, that often."""

    pattern: Pattern
    count: int | None = None
    place: Place = Place.SCREEN
    seconds: float | None = None


class ExpectNot(Struct, frozen=True, tag=True):
    """Something is not on the settled screen, or goes away within a time."""

    pattern: Pattern
    place: Place = Place.SCREEN
    seconds: float | None = None


class ExpectStore(Struct, frozen=True, tag=True):
    """Something is so in what the client knows, or becomes so within a time."""

    table: str
    subjects: tuple[str, ...]
    """What it is about: the words of a message, what a conversation is called, an alias."""
    field: str
    operator: Operator
    value: str
    seconds: float | None = None


class ExpectSynced(Struct, frozen=True, tag=True):
    """What the client knows is what the server tells to who asks it now, within a time."""

    seconds: float | None = None


class ExpectHealthy(Struct, frozen=True, tag=True):
    """Nothing is wrong in what crossed the line of this client so far."""


Command = (
    As
    | Close
    | Restart
    | Type
    | Press
    | Paste
    | Do
    | Open
    | Resize
    | Screenshot
    | GivenDm
    | GivenGroup
    | GivenMessages
    | Server
    | Fault
    | Heal
    | Sleep
    | Wait
    | Expect
    | ExpectNot
    | ExpectStore
    | ExpectSynced
    | ExpectHealthy
)

EXPECTATIONS = (Expect, ExpectNot, ExpectStore, ExpectSynced, ExpectHealthy)

Given = GivenDm | GivenGroup | GivenMessages


def names_in(command: Command) -> Iterator[str]:
    """Whom a step brings in."""
    match command:
        case As(role) | Close(role) | Restart(role):
            yield role.name
        case GivenDm(names) | GivenGroup(names=names):
            yield from names
        case GivenMessages(name):
            yield name
        case _:
            pass
