"""Readers who take nothing, beside one who does."""

from collections.abc import Sequence

from bench.figure import Figure, p99
from bench.server.program import running
from bench.server.readers import reading
from bench.server.sender import Sender
from bench.server.town import Town

STALLED = 500
MESSAGES = 200
WORDS = "Cortaron la luz en toda la cuadra. " * 40
"""Enough in all to fill what the kernels hold for a reader, several times."""


def measure(url: str) -> Sequence[Figure]:
    """A group of 502: one sends, one reads, the rest does nothing."""
    town = Town(url)
    sends, reads, *others = town.people(STALLED + 2)
    (group,) = town.groups([sends, reads, *others])
    with running(url) as program, reading(program) as readers:
        # With its first message the group gets a log of its own, for which all who listen read.
        Sender(program, sends, group).send()
        readers.open([reads])
        readers.stall(others)
        sender = Sender(program, sends, group)
        before = program.resident_bytes()
        most = before
        readers.expect(MESSAGES)
        for _ in range(MESSAGES):
            sender.send(WORDS)
            most = max(most, program.resident_bytes())
        told = readers.told()
        most = max(most, program.resident_bytes())
    grown = (most - before) / 1e6
    return [
        Figure(f"{STALLED} stalled streams: live p99", p99(told.milliseconds), "ms", at_most=250),
        Figure("… growth of memory", grown, "MB", at_most=20),
    ]
