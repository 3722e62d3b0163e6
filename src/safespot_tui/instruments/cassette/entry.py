"""What a cassette is made of, in the order in which it happened.

::

    Header  Pressed Called Standing Answered Item … Item Failed … Ended
    as it     what the user did, what the engine asked,           the store's digest
    was       what came back, and when                            and the screen

`at` is in seconds since the beginning. `call` is the number of the call that an answer, or an item
of a stream, belongs to.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Raw, Struct

from safespot_tui.gateway.protocol import Capability
from safespot_tui.instruments.cassette.value import Value

VERSION = 1
"""Of the format. A cassette of another one is refused."""


class Scene(Struct, frozen=True, omit_defaults=True):
    """How the app stood there when the recording began. Who plays it makes it so again."""

    columns: int
    lines: int
    language: str
    time_zone: str = ""
    """As the variable TZ has it; empty where there was no telling."""
    server: str = ""
    has_email: bool = False
    has_browser: bool = False
    """Whether links could be opened there."""
    theme: str | None = None
    tour: bool = False
    silent: bool = False
    keeps_revisions: bool = False
    settings: Raw = Raw(b"{}")
    memory: Raw = Raw(b"{}")
    """What the screen remembered from the start before."""


class Header(Struct, frozen=True, tag=True, omit_defaults=True):
    """The first line."""

    version: int
    program: str
    """The version of the program."""
    began_at: datetime
    seed: str
    """What ids and chance were drawn from."""
    scene: Scene
    archive: bytes = b""
    """The archive's file before it was opened, compressed; nothing where there was none."""


class Standing(Struct, frozen=True, tag=True, omit_defaults=True):
    """What the gateway says of itself from here on."""

    at: float
    capabilities: frozenset[Capability] = frozenset()
    edit_window: timedelta | None = None
    expires_at: datetime | None = None
    has_desk: bool = False
    silent_note: str = ""


class Called(Struct, frozen=True, tag=True):
    """The engine asked for something. Calls are counted from 1."""

    at: float
    call: int
    method: str
    arguments: Raw
    """A list. Secrets in it are masked, and of images it has only what tells them apart."""


class Noted(Struct, frozen=True, tag=True):
    """The engine told the gateway something, and waits for no answer."""

    at: float
    method: str
    arguments: Raw


class Answered(Struct, frozen=True, tag=True):
    """What came of a call."""

    at: float
    call: int
    value: Value


class Failed(Struct, frozen=True, tag=True):
    """A call was refused, or a stream broke."""

    at: float
    call: int
    error: Value


class Item(Struct, frozen=True, tag=True):
    """A stream brought something."""

    at: float
    call: int
    value: Value


class Closed(Struct, frozen=True, tag=True, omit_defaults=True):
    """A stream came to its end, or the engine did not wait any longer."""

    at: float
    call: int
    by_server: bool = False


class Pressed(Struct, frozen=True, tag=True, omit_defaults=True):
    """A key."""

    at: float
    key: str
    character: str | None = None


class Pasted(Struct, frozen=True, tag=True):
    """The terminal pasted something."""

    at: float
    text: str


class Clicked(Struct, frozen=True, tag=True, omit_defaults=True):
    """The mouse did something; `kind` is the name of Textual's event."""

    at: float
    kind: str
    x: int
    y: int
    button: int = 0
    shift: bool = False
    meta: bool = False
    ctrl: bool = False


class Resized(Struct, frozen=True, tag=True):
    """The terminal has another size."""

    at: float
    columns: int
    lines: int


class Looked(Struct, frozen=True, tag=True):
    """The user looks at the terminal again (`here`), or elsewhere."""

    at: float
    here: bool


class Ended(Struct, frozen=True, tag=True, omit_defaults=True):
    """The last line. A recording that a crash cut off has none."""

    at: float
    digest: str
    """Of the store: see `digest_of`."""
    screen: str
    """As text."""
    parts: Mapping[str, str] = {}
    """Digests of what a store consists of, so that one can say where two differ."""


class Did(Struct, frozen=True, tag=True, omit_defaults=True):
    """Who drives the client had it do an action, by no key; `words` as behind a command."""

    at: float
    action: str
    words: str = ""


Input = Pressed | Pasted | Clicked | Resized | Looked | Did
"""What comes from the user and the terminal, or from who drives the client in their place."""

Entry = Input | Standing | Called | Noted | Answered | Failed | Item | Closed | Ended
