"""How many messages a second are accepted, durably, with nobody listening."""

from collections.abc import Sequence

from bench.figure import Figure
from bench.server.program import Program, running
from bench.server.sender import Sender, send_each
from bench.server.town import Person, Town

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
        alone, alone_cpu = _measured(program, _warm(program, people[:1], group))
        together, together_cpu = _measured(program, _warm(program, people[:AT_ONCE], group))
    return [
        Figure("sends/s, one after the other", alone, "/s", at_least=DEPLOYED),
        Figure("… CPU of the server", alone_cpu, "µs/send"),
        Figure(f"sends/s, {AT_ONCE} at a time", together, "/s", at_least=DEPLOYED),
        Figure("… CPU of the server", together_cpu, "µs/send"),
    ]


def _warm(program: Program, people: Sequence[Person], group: str) -> Sequence[Sender]:
    # Made when they are needed: the server hangs up on who says nothing for five seconds.
    senders = [Sender(program, person, group) for person in people]
    send_each(senders, 10)
    return senders


def _measured(program: Program, senders: Sequence[Sender]) -> tuple[float, float]:
    """Sends a second, and the CPU of the server for each, in microseconds."""
    before = program.cpu_seconds()
    seconds = send_each(senders, COUNT // len(senders))
    return COUNT / seconds, (program.cpu_seconds() - before) / COUNT * 1e6
