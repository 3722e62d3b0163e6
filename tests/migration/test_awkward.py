"""Data that should not be there is reported, and never dropped."""

import uuid

import pytest

from safespot_tui.domain.message import MessageType
from safespot_tui.migration import steps
from safespot_tui.migration.phases import Phase

from .conftest import Town


def test_rooms_of_one_pair_become_one_conversation(town: Town) -> None:
    """Both ways round, and doubled, as NULL reports do not clash; each room reads on as it was."""
    low, high = sorted((town.ana, town.beto))
    turned = town.old.room(high, low)
    doubled = town.old.room(low, high)
    for number, room in enumerate((town.room, turned, doubled, town.room)):
        town.old.send(room, town.ana, f"{number}")
    town.reach(Phase.OLD_READERS)
    lowest = min(town.room, turned, doubled)
    assert town.told[0].total == 4
    assert 4 in {progress.done for progress in town.told}
    assert town.new.contents(town.beto, lowest) == ["0", "1", "2", "3"]
    mapped = town.old.ask(
        "SELECT DISTINCT conversation_id AS id FROM safespot_chat.legacy_room_map"
    )
    assert [row.id for row in mapped] == [str(lowest)]
    assert town.old.contents(town.room) == ["0", "3"]
    assert town.old.contents(turned) == ["1"]
    found = steps.status(town.tool).awkward
    assert found.get("both_ways_round", 0) + found.get("doubled_pair", 0) == 2
    later = town.old.room(low, high)
    town.old.send(later, town.beto, "4")
    assert town.new.contents(town.ana, lowest)[-1] == "4"
    assert town.verify().clean


def test_people_and_reports_that_are_no_more(town: Town) -> None:
    gone, report = uuid.uuid4(), uuid.uuid4()
    room = town.old.room(town.ana, gone, report)
    town.old.send(room, gone, "¿seguís ahí?")
    town.reach(Phase.OLD_READERS)
    [message] = town.new.history(town.ana, room)
    assert (message.content, message.sender_id) == ("¿seguís ahí?", str(gone))
    assert town.old.contents(room) == ["¿seguís ahí?"]
    found = steps.status(town.tool).awkward
    assert (found["missing_person"], found["missing_report"]) == (1, 1)
    # The room about a lost report is not the pair's own one.
    assert town.old.room(*sorted((town.ana, gone))) != room
    assert len(town.old.rooms(gone)) == 2


def test_people_without_a_name_of_their_own(town: Town) -> None:
    shouting, silent = town.old.person("ANA"), town.old.person(None)
    room = town.old.room(shouting, silent)
    town.reach(Phase.DUAL)
    users = town.old.ask("SELECT id, alias, alias_key FROM safespot_chat.users")
    names = {row.id: row.alias for row in users}
    assert names[str(shouting)] == "ANA"
    assert names[str(silent)].startswith("alguien-")
    assert len({row.alias_key for row in users}) == len(users) == 4
    assert steps.status(town.tool).awkward["alias_taken"] == 1
    assert town.new.contents(silent, room) == []


def test_a_room_with_itself(town: Town) -> None:
    room = town.old.room(town.ana, town.ana)
    town.old.send(room, town.ana, "no olvidar")
    town.reach(Phase.DUAL)
    town.new.send(town.ana, room, "hecho")
    assert town.new.contents(town.ana, room) == town.old.contents(room) == ["no olvidar", "hecho"]
    assert steps.status(town.tool).awkward["self_room"] == 1


def test_equal_times(town: Town) -> None:
    """They keep their old order, by id, and their old time for old readers."""
    town.talk(*"abcdef", created_at="2026-01-01T00:00:00Z")
    town.talk("después", created_at="2026-01-01T00:00:00.000003Z")
    order = town.old.contents(town.room)
    town.reach(Phase.OLD_READERS)
    history = town.new.history(town.ana, town.room)
    assert [message.content for message in history] == order
    times = [message.created_at for message in history]
    assert times == sorted(set(times))
    assert town.old.contents(town.room) == order
    assert len({row.created_at for row in town.old.messages(town.room)}) == 2
    assert steps.status(town.tool).awkward["equal_times"] == 5


@pytest.mark.parametrize(
    ("type_", "content", "shown"),
    [
        ("sighting", "Lo vi en la plaza", "👀 Lo vi en la plaza"),
        ("location", "Mitre 200", "📍 Mitre 200"),
        ("location", '{"lat": -34.6, "lng": -58.4}', "📍 -34.6, -58.4"),
        ("location", '{"lat": 1}', '📍 {"lat": 1}'),
    ],
)
def test_sightings_and_locations(town: Town, type_: str, content: str, shown: str) -> None:
    """Before and after the triggers: clients see text, old readers what was written."""
    town.talk(content, type=type_)
    town.expand()
    town.talk(content, type=type_)
    town.reach(Phase.OLD_READERS)
    for message in town.new.history(town.beto, town.room):
        assert (message.type, message.content) == (MessageType.TEXT, shown)
    for row in town.old.messages(town.room):
        assert (row.type, row.content) == (type_, content)
    assert steps.status(town.tool).awkward[type_] == 2


def test_images(town: Town) -> None:
    """An address and its caption are words for new clients, and both again for old readers."""
    town.talk("https://example.org/1.png", type="image", caption="mi perro\nayer")
    town.expand()
    town.talk("https://example.org/2.png", type="image")
    town.reach(Phase.OLD_READERS)
    one, two = town.new.history(town.beto, town.room)
    assert (one.type, one.content) == (
        MessageType.TEXT,
        "mi perro\nayer\nhttps://example.org/1.png",
    )
    assert two.content == "https://example.org/2.png"
    old = [(row.type, row.content, row.caption) for row in town.old.messages(town.room)]
    assert old == [
        ("image", "https://example.org/1.png", "mi perro\nayer"),
        ("image", "https://example.org/2.png", None),
    ]


def test_flags_become_marks(town: Town) -> None:
    """Read is what comes before the first that is not: nothing unread passes for read."""
    town.talk("leído", "leído", is_read=True, is_delivered=True)
    [last, *_] = town.talk("entregado", is_delivered=True)
    town.talk("ni eso")
    town.talk("leído", is_read=True, is_delivered=True)
    town.reach(Phase.DUAL)
    beto, ana = (town.new.member(town.room, who) for who in (town.beto, town.ana))
    assert (beto.read_position, beto.delivered_position) == (2, 3)
    assert town.new.history(town.beto, town.room)[1].id == beto.last_read_message_id
    assert last != beto.last_read_message_id
    assert ana.read_position == 5, "one's own are never unread"


def test_a_message_without_a_room_stops_the_way(town: Town) -> None:
    town.talk("sin techo")
    town.old.ask("ALTER TABLE chat_messages DROP CONSTRAINT chat_messages_room_id_fkey")
    town.old.ask("DELETE FROM chat_rooms")
    town.expand()
    town.backfill()
    verdict = town.verify()
    assert (verdict.homeless, verdict.clean) == (1, False)


def test_what_has_no_place_is_reported(town: Town) -> None:
    """When something was read, and columns that nobody told us of."""
    town.old.ask("ALTER TABLE chat_messages ADD COLUMN mood text")
    town.old.ask("ALTER TABLE chat_rooms ADD COLUMN loud boolean DEFAULT false")
    town.talk("leído", "y más", is_read=True, read_at="2026-01-01T00:00:00Z")
    town.talk("a secas", mood="alegre")
    for phase in (Phase.DUAL, Phase.GLOBAL_INBOX):
        town.reach(phase)
        found = "SELECT subject_id, detail FROM safespot_chat.legacy_awkward WHERE kind = %s"
        assert {tuple(row) for row in town.old.ask(found, "left_behind")} == {
            ("chat_messages.read_at", "2 rows"),
            ("chat_messages.mood", "1 rows"),
        }
        assert steps.status(town.tool).awkward["left_behind"] == 2


def test_a_missing_person_without_a_room_of_theirs(town: Town) -> None:
    """A message of somebody who is neither of the two, nor anybody any more."""
    ghost = uuid.uuid4()
    town.old.send(town.room, ghost, "buu")
    town.reach(Phase.OLD_READERS)
    [message] = town.new.history(town.ana, town.room)
    assert (message.content, message.sender_id) == ("buu", str(ghost))
    assert steps.status(town.tool).awkward["missing_person"] == 1
