"""From a message being sent to its having reached everybody: how many a second, how late."""

import time
from collections.abc import Sequence

from bench.figure import Figure, p99
from bench.server.program import running
from bench.server.readers import reading
from bench.server.sender import Sender, send_each, send_evenly
from bench.server.town import Town

DEPLOYED = {100: (20_000, 22), 500: (41_000, 19), 1_000: (46_000, 33)}
"""By open streams: deliveries a second, and the 99th percentile of their latency in ms."""
DELIVERIES = 60_000
WARMING = 5


def measure(url: str) -> Sequence[Figure]:
    """A group whose every member has one stream open; one of them sends, and sends again.

    First as fast as they are answered, then as often as makes the deployed server's deliveries.
    """
    town = Town(url)
    people = town.people(max(DEPLOYED))
    figures: list[Figure] = []
    for streams, (rate, latency) in DEPLOYED.items():
        (group,) = town.groups(people[:streams])
        with running(url) as program, reading(program) as readers:
            readers.open(people[:streams])
            sender = Sender(program, people[0], group)
            readers.expect(WARMING * streams)
            send_each([sender], WARMING)
            readers.told()
            count = DELIVERIES // streams
            before, started = program.cpu_seconds(), time.monotonic()
            readers.expect(count * streams)
            send_each([sender], count)
            told = readers.told()
            per_second = len(told.milliseconds) / (told.last_at - started)
            cpu = (program.cpu_seconds() - before) / len(told.milliseconds) * 1e6
            readers.expect(count * streams)
            send_evenly(sender, count, rate / streams)
            held = readers.told()
        figures += [
            Figure(f"{streams:,} streams: deliveries/s", per_second, "/s", at_least=rate),
            Figure("… p99 of the latency", p99(told.milliseconds), "ms", at_most=latency),
            Figure("… CPU of the server", cpu, "µs/delivery"),
            Figure(f"… p99 at {rate:,}/s", p99(held.milliseconds), "ms"),
        ]
    return figures
