"""All parts of the server that are not HTTP, put together."""

import asyncio

from .clock import Clock
from .connections import Connections
from .events import Events
from .faults import Faults
from .messages import Messages
from .orchestrator import Orchestrator
from .people import People
from .presence import Presence
from .rate_limiter import AttemptLimiter, RequestLimiter
from .receipts import Receipts
from .rooms import Rooms
from .state import State
from .streams import Hub
from .tokens import Notary
from .traps import Traps


class Backend:
    """The parts and what they share. `traps` may be replaced at any time."""

    def __init__(self, traps: Traps, clock: Clock) -> None:
        self.traps = traps
        self.clock = clock
        self.state = State()
        self.hub = Hub()
        self.connections = Connections()
        self.notary = Notary()
        self.presence = Presence(clock)
        self.faults = Faults(self.hub, self.connections, self.notary, clock.seconds)
        self.events = Events(self.state, clock, self.hub)
        self.orchestrator = Orchestrator(clock, self.events, self.is_online, lambda: self.traps)
        self.people = People(self.state, clock, self.notary)
        self.rooms = Rooms(self.state, clock, self.events)
        self.messages = Messages(self.state, clock, self.events, self.orchestrator, self.is_online)
        self.receipts = Receipts(self.state, clock, self.events, self.rooms)
        self.requests = RequestLimiter(clock)
        self.logins = AttemptLimiter(
            clock, "Demasiados intentos de autenticación. Por favor, espera un momento."
        )
        self.uploads = AttemptLimiter(
            clock, "Demasiadas imágenes subidas. Por favor, espera un momento."
        )
        self.restarts: asyncio.Queue[float] = asyncio.Queue()
        """Ordered over HTTP: for how many seconds to be away."""
        self.lives = 0
        """How often it was started."""
        self.deaths: list[str] = []
        """The malformed ids that would have killed the real server."""
        self.mistakes: list[Exception] = []
        """What went wrong in this server itself; a test that finds any has found its bug."""

    def is_online(self, person_id: str) -> bool:
        if self.traps.presence_expires:
            return self.presence.is_online(person_id)
        return self.hub.is_connected(person_id)

    def restarted(self) -> None:
        """What dies with the process."""
        self.hub.forget()
        self.requests.forget()
        self.faults.release()
        self.faults.thaw()
