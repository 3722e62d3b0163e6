"""How many messages a second are accepted, durably, with nobody listening."""

from collections.abc import Sequence

from bench.figure import Figure
from bench.server.program import running
from bench.server.sender import Sender, send_each
from bench.server.town import Town

COUNT = 400
AT_ONCE = 8
DEPLOYED = 200
"""Sends a second, one after the other, of the deployed server."""


def measure(url: str) -> Sequence[Figure]:
    """A group of ten: one member alone, then eight at the same time."""
    town = Town(url)
    people = town.people(10)
    (group,) = town.groups(people)
    with running(url) as program:
        senders = [Sender(program, person, group) for person in people[:AT_ONCE]]
        send_each(senders, 10)
        before = program.cpu_seconds()
        alone = COUNT / send_each(senders[:1], COUNT)
        cpu = (program.cpu_seconds() - before) / COUNT * 1e3
        together = COUNT / send_each(senders, COUNT // AT_ONCE)
    return [
        Figure("sends/s, one after the other", alone, "/s", at_least=DEPLOYED),
        Figure("… CPU of the server", cpu, "ms/send"),
        Figure(f"sends/s, {AT_ONCE} at a time", together, "/s", at_least=DEPLOYED),
    ]
