"""What a tape says, as values.

::

    Script ──▶ Settings           what is set before anything is done
       ├─────▶ Require …          what the server must be able to do
       └─────▶ Step ──▶ Command   a line, and what is to be done
"""

from msgspec import Struct

from safespot_tui.gateway.protocol import Capability
from safespot_tui.instruments.faults.knob import Order
from safespot_tui.stage.tape.commands import Command, Fault, GivenGroup, Server, names_in

DEADLINE_SECONDS = 10.0
LONGEST_SECONDS = 600.0
"""Nobody waits for longer than this."""


class Step(Struct, frozen=True):
    """One line of a tape that is done."""

    line: int
    """From 1."""
    text: str
    """As it is written, without blanks around it."""
    command: Command


class Settings(Struct, frozen=True):
    """What holds for the whole tape."""

    columns: int = 80
    lines: int = 24
    locale: str = "en"
    deadline: float = DEADLINE_SECONDS
    """In seconds: how long is waited where a step says nothing."""
    seed: int = 0
    """Of the dice by which faults strike."""
    faults: tuple[Order, ...] = ()
    """What is done to everybody's line from the beginning; asked for on the command line."""


class Script(Struct, frozen=True):
    """A whole tape."""

    file: str
    source: str
    settings: Settings
    requires: tuple[Capability, ...]
    """What it says that the server must be able to do."""
    steps: tuple[Step, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Who plays, in the order in which they are first named."""
        return tuple(dict.fromkeys(name for step in self.steps for name in names_in(step.command)))

    @property
    def needs(self) -> tuple[Capability, ...]:
        """What the server must be able to do, told or not."""
        groups = any(isinstance(step.command, GivenGroup) for step in self.steps)
        implied = (Capability.GROUPS,) if groups else ()
        return tuple(dict.fromkeys((*self.requires, *implied)))

    @property
    def disturbs(self) -> bool:
        """Whether somebody's line is disturbed."""
        steps = any(isinstance(step.command, Fault) for step in self.steps)
        return steps or bool(self.settings.faults)

    @property
    def needs_own_server(self) -> bool:
        """Whether the server is stopped or started."""
        return any(isinstance(step.command, Server) for step in self.steps)
