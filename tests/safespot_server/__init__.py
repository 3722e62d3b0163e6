"""A stand-in for the server that SafeSpot runs today (2.4.0), in memory, for tests and development.

In an event loop:

```python
async with SafeSpotServer(Traps(requests=20), seeded=True) as server:
    ana = server.identity(server.neighbourhood.ana)     # token, signature, anonymous id, headers
    carla = server.neighbourhood.carla
    server.faults.fail_sends(1, stored=True)            # orders: see `Faults`
    server.write(room_id, carla, *("hola",) * 120)      # what others wrote; see `away.write`
    server.clock.advance(121)                           # its time, moved forward
    await server.restart()                              # same port, state kept, streams killed
    server.history(room_id)                             # what it stored
```

In a thread of its own, for tests that are not asynchronous:

```python
with ThreadedServer(seeded=True) as server:
    server.do(lambda it: it.faults.storm(3))
```

In another process: `python -m tests.safespot_server --port 0 --seed` prints its address on the
first line, and takes the orders of `orders.py` under `/__test__/`.

`Traps()` is what the real server does, `Traps.none()` what one would wish; `server.traps` may be
replaced at any time. After a test, `server.backend.mistakes` must be empty (bugs of the stand-in)
and `server.backend.deaths` too (malformed ids in stream addresses, which kill the real one).
"""

from .clock import Clock
from .envelopes import Refusal
from .faults import Faults, Way
from .people import Identity
from .seed import PASSWORDS, Neighbourhood
from .server import SafeSpotServer, ThreadedServer
from .state import Message, Person, Report, Room
from .streams import Kind
from .traps import Traps

__all__ = [
    "PASSWORDS",
    "Clock",
    "Faults",
    "Identity",
    "Kind",
    "Message",
    "Neighbourhood",
    "Person",
    "Refusal",
    "Report",
    "Room",
    "SafeSpotServer",
    "ThreadedServer",
    "Traps",
    "Way",
]
