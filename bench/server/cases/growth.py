"""How the cost of one send grows: with members, with conversations, with the log."""

from collections.abc import Sequence

from bench.figure import Figure
from bench.server.program import Program, running
from bench.server.sender import Sender, send_each
from bench.server.town import Person, Town

MEMBERS = (2, 10, 50, 100, 200, 1_000)
"""Above 50 a conversation has a log of its own."""
ROOMS = (1, 1_000)
EVENTS = 200_000
SENDS = 60


def measure(url: str) -> Sequence[Figure]:
    """Milliseconds of the server's CPU per send; nobody listens."""
    town = Town(url)
    people = town.people(max(MEMBERS))
    figures: list[Figure] = []
    for members in MEMBERS:
        (group,) = town.groups(people[:members])
        with running(url) as program:
            cost = _cost(program, people[0], group)
        figures.append(Figure(f"a send to {members:,} members: CPU", cost, "ms"))
    pair = town.people(2)
    had = 0
    for rooms in ROOMS:
        group = town.groups(pair, rooms - had)[-1]
        had = rooms
        with running(url) as program:
            cost = _cost(program, pair[0], group)
        figures.append(Figure(f"a send by who is in {rooms:,} rooms: CPU", cost, "ms"))
    readers = town.people(2)
    (group,) = town.groups(readers)
    with running(url) as program:
        short = _cost(program, readers[0], group)
    for person in readers:
        town.lengthen(person, group, EVENTS)
    with running(url) as program:
        long = _cost(program, readers[0], group)
    figures.append(
        Figure(f"a send into logs of {EVENTS:,} events: CPU", long, "ms", floor=short, limit=1.5)
    )
    return figures


def _cost(program: Program, person: Person, group: str) -> float:
    sender = Sender(program, person, group)
    send_each([sender], 10)
    before = program.cpu_seconds()
    send_each([sender], SENDS)
    return (program.cpu_seconds() - before) / SENDS * 1e3
