"""A neighbourhood to begin with."""

from dataclasses import dataclass
from datetime import timedelta

from .backend import Backend
from .state import Account, Membership, Message, Person, Report, Room

PASSWORDS = {"Ana": "secreto1", "Bruno": "secreto2", "Carla": "secreto3"}
"""By alias; the e-mail address is the alias in lower case `@example.test`."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The ids of what was seeded; the same every time."""

    ana: str = "a0000000-0000-4000-8000-00000000000a"
    bruno: str = "b0000000-0000-4000-8000-00000000000b"
    carla: str = "c0000000-0000-4000-8000-00000000000c"
    ana_bruno: str = "d0000000-0000-4000-8000-0000000000ab"
    ana_carla: str = "d0000000-0000-4000-8000-0000000000ac"
    about_report: str = "d0000000-0000-4000-8000-0000000000ad"
    """Carla writes to Ana about Ana's report."""
    report: str = "e0000000-0000-4000-8000-00000000000a"


_TALK = (
    ("ana_bruno", "ana", "Buenas, Bruno. ¿Viste el corte de luz de anoche?"),
    ("ana_bruno", "bruno", "Sí, toda la cuadra. Volvió a las tres."),
    ("ana_bruno", "ana", "Acá también 🙄"),
    ("ana_carla", "carla", "Ana, mañana hay reunión de vecinos a las 19."),
    ("ana_carla", "ana", "Voy. ¿Llevo algo?"),
    ("about_report", "carla", "Vi tu reporte. Yo también noté una moto rondando."),
    ("about_report", "carla", "Era roja, sin patente."),
)


def seed(backend: Backend) -> Neighbourhood:
    """Ana, Bruno and Carla with accounts, three rooms, a report, and some read messages.

    The last two messages, to Ana, are neither delivered nor read.
    """
    ids, state = Neighbourhood(), backend.state
    moment = backend.clock.now() - timedelta(hours=2)
    for number, (alias, password) in enumerate(PASSWORDS.items(), 1):
        person_id = getattr(ids, alias.lower())
        state.people[person_id] = Person(
            person_id, moment, alias, last_active_at=moment, last_seen_at=moment
        )
        email = f"{alias.lower()}@example.test"
        account_id = f"f0000000-0000-4000-8000-{number:012}"
        state.accounts[email] = Account(account_id, email, password, person_id)
    state.reports[ids.report] = Report(
        ids.report,
        ids.ana,
        "Moto sospechosa en Belgrano y Mitre",
        moment,
        "Dio varias vueltas a la manzana sin luces.",
        "Actividad sospechosa",
        "Centro",
        "Belgrano 1200",
        -34.6037,
        -58.3816,
    )
    for room_id, other, report_id in (
        (ids.ana_bruno, ids.bruno, None),
        (ids.ana_carla, ids.carla, None),
        (ids.about_report, ids.carla, ids.report),
    ):
        room = Room(room_id, moment, moment, report_id)
        room.members = {other: Membership(), ids.ana: Membership()}
        state.rooms[room_id] = room
    for number, (room_name, sender, words) in enumerate(_TALK, 1):
        moment += timedelta(minutes=10)
        room_id = getattr(ids, room_name)
        known = room_id != ids.about_report
        message_id = f"90000000-0000-4000-8000-{number:012}"
        message = Message(
            message_id, room_id, getattr(ids, sender), words, "text", moment, is_read=known
        )
        message.is_delivered, message.delivered_at = known, moment if known else None
        state.messages[message_id] = message
        state.rooms[room_id].last_message_at = moment
    return ids
