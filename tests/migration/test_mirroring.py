"""Every write to either side is on the other in the same transaction."""

import uuid
from datetime import UTC, datetime

import psycopg
import pytest

from safespot_tui.domain.member import Role
from safespot_tui.migration.phases import Phase
from safespot_tui.server import members

from .conftest import Town


@pytest.fixture(params=[Phase.DUAL, Phase.GLOBAL_INBOX])
def mirrored(request: pytest.FixtureRequest, town: Town) -> Town:
    """Where both sides are written to: by the old server through its tables, later their views."""
    town.talk("antes")
    town.reach(request.param)
    return town


def test_from_old_to_new(mirrored: Town) -> None:
    town = mirrored
    before = len(town.new.events(town.beto))
    said, gone = town.talk("hola", "adiós")
    town.old.edit(said, "hola, Beto")
    town.old.delete(gone)
    assert town.new.contents(town.beto, town.room) == ["antes", "hola, Beto"]
    assert town.new.member(town.room, town.beto).read_position == 0
    assert town.old.read(town.room, town.beto) == 2
    beto = town.new.member(town.room, town.beto)
    assert (beto.read_position, beto.delivered_position) == (3, 3)
    told = town.new.events(town.beto)[before:]
    assert told[:4] == [
        ("message-created", str(said)),
        ("message-created", str(gone)),
        ("message-updated", str(said)),
        ("message-deleted", str(gone)),
    ]
    assert told[-2:] == [("message-delivered", str(gone)), ("member-updated", str(town.beto))]
    assert town.verify().clean


def test_from_new_to_old(mirrored: Town) -> None:
    town = mirrored
    said, gone = (town.new.send(town.beto, town.room, word) for word in ("hola", "adiós"))
    town.new.edit(town.beto, said, "hola, Ana")
    town.new.delete(town.beto, gone)
    [before, answer] = town.old.messages(town.room)
    assert (answer.content, answer.is_edited, answer.is_read) == ("hola, Ana", True, False)
    assert before.is_read, "whoever writes has read what is above"
    town.new.mark_read(town.ana, town.room, said)
    assert [row.is_read for row in town.old.messages(town.room)] == [True, True]
    [shown] = town.old.rooms(town.ana)
    assert (shown.unread_count, shown.last_message_content) == (0, "hola, Ana")
    assert town.verify().clean


def test_new_rooms(mirrored: Town) -> None:
    town = mirrored
    ciro = town.old.person("Ciro")
    report = town.old.report(ciro)
    room = town.old.room(town.ana, ciro, report)
    assert town.new.open_dm(ciro, town.ana, report) == str(room)
    assert town.new.events(ciro) == [("conversation-created", str(room))]
    [pointing] = town.old.ask("SELECT conversation_id FROM reports")
    assert pointing.conversation_id == room
    made = town.new.open_dm(ciro, town.ana)
    [own] = town.old.ask("SELECT * FROM chat_rooms WHERE id = %s", uuid.UUID(made))
    assert (own.participant_a, own.participant_b) == tuple(sorted((ciro, town.ana)))
    town.old.send(own.id, ciro, "por lo viejo")
    assert town.new.contents(town.ana, made) == ["por lo viejo"]
    assert town.verify().clean


def test_rooms_that_go(mirrored: Town) -> None:
    """A report that is deleted takes its rooms along: their members have left."""
    town = mirrored
    town.old.ask("DELETE FROM chat_rooms WHERE id = %s", town.room)
    names = [name for name, _ in town.new.events(town.ana)]
    assert names[-2:] == ["member-left", "member-left"]
    assert town.new.read(lambda c: _members(c, town.room)) == []
    room = town.old.room(*sorted((town.ana, town.beto)))
    town.old.send(room, town.ana, "otra vez")
    assert town.new.contents(town.beto, town.room) == ["otra vez"]
    assert town.verify().clean


def test_put_away(mirrored: Town) -> None:
    town = mirrored
    town.old.ask("UPDATE chat_rooms SET status = 'archived'")
    assert town.new.member(town.room, town.beto).archived
    town.talk("despertate")
    assert not town.new.member(town.room, town.beto).archived
    assert town.new.events(town.beto)[-1] == ("member-updated", str(town.beto))


def test_aliases(mirrored: Town) -> None:
    town = mirrored
    town.old.ask("UPDATE anonymous_users SET alias = 'Anita' WHERE anonymous_id = %s", town.ana)
    [row] = town.old.ask("SELECT * FROM safespot_chat.users WHERE id = %s", str(town.ana))
    assert (row.alias, row.alias_key) == ("Anita", "anita")
    assert town.new.events(town.beto)[-1] == ("user-updated", str(town.ana))
    town.old.ask("UPDATE safespot_chat.users SET alias = 'Ani' WHERE id = %s", str(town.ana))
    [row] = town.old.ask("SELECT * FROM anonymous_users WHERE anonymous_id = %s", town.ana)
    assert row.alias == "Ani"


def test_who_observes_is_nobody_to_the_old_side(mirrored: Town) -> None:
    town = mirrored
    mod = town.old.person("Mod")
    conversation = str(town.room)
    row = town.new.read(lambda c: members.conversation_row(c, conversation))
    now, observer = datetime.now(UTC), Role.OBSERVER
    town.new.as_(mod, lambda t: members.place(t.connection, row, [str(mod)], now, role=observer))
    said, later = town.talk("hola", "¿estás?")
    before = {person: town.new.events(person) for person in (town.ana, town.beto)}
    town.new.mark_read(mod, town.room, said)
    assert [message.is_read for message in town.old.messages(town.room)] == [False] * 3
    town.old.ask("UPDATE anonymous_users SET alias = 'Mod 2' WHERE anonymous_id = %s", mod)
    assert {person: town.new.events(person) for person in before} == before
    # Whoever is in it counts, and nobody else.
    town.new.mark_read(town.beto, town.room, later)
    assert [message.is_read for message in town.old.messages(town.room)] == [True] * 3
    assert town.verify().clean
    town.old.ask("DELETE FROM chat_rooms WHERE id = %s", town.room)
    assert town.new.events(mod)[-1] == ("member-left", str(mod))
    told = [subject for name, subject in town.new.events(town.ana) if name == "member-left"]
    assert sorted(told) == sorted(map(str, (town.ana, town.beto)))


def test_one_transaction(mirrored: Town) -> None:
    """What is taken back on one side was never there on the other."""
    town = mirrored
    with town.old.connection.transaction():
        town.old.send(town.room, town.ana, "no")
        raise psycopg.Rollback
    before = town.new.events(town.beto)
    town.talk("sí")
    assert town.new.contents(town.beto, town.room) == ["antes", "sí"]
    assert len(town.new.events(town.beto)) == len(before) + 1
    [row] = town.old.ask(
        "SELECT count(DISTINCT xmin::text) AS transactions FROM ("
        "SELECT xmin FROM safespot_chat.messages WHERE content = 'sí' UNION ALL "
        "SELECT e.xmin FROM safespot_chat.events e JOIN safespot_chat.messages m "
        "ON m.id = e.subject_id WHERE m.content = 'sí') x"
    )
    assert row.transactions == 1


def test_a_time_that_was_overtaken(mirrored: Town) -> None:
    """Two old transactions that overlap: the order is that of writing, on both sides."""
    town = mirrored
    with town.old.connection.transaction():
        town.old.ask("SELECT now()")
        answer = town.new.send(town.beto, town.room, "primero")
        town.old.send(town.room, town.ana, "segundo")
    assert town.old.contents(town.room) == ["antes", "primero", "segundo"]
    assert [m.content for m in town.new.history(town.ana, town.room)][1:] == ["primero", "segundo"]
    assert town.new.history(town.ana, town.room)[1].id == answer
    assert town.verify().clean


def _members(connection: object, room: object) -> list[str]:
    from safespot_tui.server.members import member_ids

    return list(member_ids(connection, str(room)))  # type: ignore[arg-type]
