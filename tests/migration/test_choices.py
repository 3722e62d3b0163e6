"""Reactions and stars, on both sides."""

import uuid

import pytest

from safespot_tui.migration import steps
from safespot_tui.migration.legacy_schema import NEW_SCHEMA
from safespot_tui.migration.phases import Phase
from safespot_tui.server import messages, stars

from .conftest import Town


def reactions(town: Town, message: object) -> dict[str, list[str]]:
    [shown] = [m for m in town.new.history(town.ana, town.room) if m.id == str(message)]
    return {reaction.emoji: list(reaction.user_ids) for reaction in shown.reactions}


def starred(town: Town, who: uuid.UUID) -> set[str]:
    rows = town.new.history(who, town.room)
    return {message.id for message in rows if message.starred}


def old_reactions(town: Town, message: uuid.UUID) -> object:
    return town.old.ask("SELECT reactions FROM chat_messages WHERE id = %s", message)[0].reactions


def test_reactions_of_before_and_after(town: Town) -> None:
    ana, beto = str(town.ana), str(town.beto)
    [said] = town.talk("hola")
    town.old.react(said, {"👍": [town.beto, town.ana], "😂": [town.beto]})
    town.reach(Phase.OLD_READERS)
    assert reactions(town, said) == {"👍": [beto, ana], "😂": [beto]}
    town.old.react(said, {"👍": [town.ana]})
    assert reactions(town, said) == {"👍": [ana]}
    assert town.new.events(town.beto)[-1] == ("message-updated", str(said))
    town.new.as_(ana, lambda t: messages.react(t, str(said), "🎉", present=True))
    assert old_reactions(town, said) == {"👍": [ana], "🎉": [ana]}
    town.new.as_(ana, lambda t: messages.react(t, str(said), "👍", present=False))
    assert old_reactions(town, said) == {"🎉": [ana]}
    assert town.verify().clean
    town.new.delete(ana, str(said))
    assert town.old.contents(town.room) == []
    assert town.verify().clean


@pytest.mark.parametrize("odd", [[], "x", {"👍": "todos"}, {"👍": ["nadie"]}, {"": [1]}])
def test_reactions_that_cannot_be_read_are_reported(town: Town, odd: object) -> None:
    [said] = town.talk("hola")
    town.old.react(said, odd)
    town.talk("chau", reactions=None)
    town.reach(Phase.DUAL)
    assert reactions(town, said) == {}
    assert steps.status(town.tool).awkward["odd_reactions"] == 1


def test_reactions_without_triggers(town: Town) -> None:
    """Put and taken on the old side while the migration was rolled back."""
    kept, lost = town.talk("una", "otra")
    town.old.react(lost, {"👍": [town.beto]})
    town.reach(Phase.DUAL)
    steps.rollback(town.tool)
    town.old.react(lost, {})
    town.old.react(kept, {"❤": [town.beto]})
    town.reach(Phase.DUAL)
    assert reactions(town, lost) == {}
    assert reactions(town, kept) == {"❤": [str(town.beto)]}


def test_a_lost_reaction_is_found(town: Town) -> None:
    [said] = town.talk("hola")
    town.old.react(said, {"👍": [town.beto]})
    town.reach(Phase.DUAL)
    town.old.ask(f"ALTER TABLE {NEW_SCHEMA}.reactions DISABLE TRIGGER USER")
    town.old.ask(f"DELETE FROM {NEW_SCHEMA}.reactions")
    assert town.verify().differing == 1


def test_stars_of_before_and_after(town: Town) -> None:
    one, two = (str(id_) for id_ in town.talk("una", "otra"))
    town.old.star(town.beto, uuid.UUID(one))
    town.old.star(town.beto, uuid.uuid4())
    town.reach(Phase.OLD_READERS)
    assert (starred(town, town.beto), starred(town, town.ana)) == ({one}, set())
    assert steps.status(town.tool).awkward["star_of_nothing"] == 1
    for there in (False, True, False):
        town.old.star(town.beto, uuid.UUID(one), starred=there)
        assert starred(town, town.beto) == ({one} if there else set())
    town.old.star(town.beto, uuid.UUID(two))
    assert starred(town, town.beto) == {two}
    assert town.new.events(town.beto)[-1] == ("message-updated", two)
    for there in (True, False, True):
        town.new.as_(town.ana, lambda t, there=there: stars.star(t, one, starred=there))
    kept = town.old.ask("SELECT message_id FROM starred_messages WHERE user_id = %s", town.ana)
    assert [str(row.message_id) for row in kept] == [one]
    assert town.verify().clean
    for _phase in (Phase.OLD_READERS, Phase.DUAL):
        steps.rollback(town.tool)
    town.old.star(town.ana, uuid.UUID(one), starred=False)
    town.reach(Phase.DUAL)
    assert starred(town, town.ana) == set()


def test_a_lost_star_is_found(town: Town) -> None:
    [said] = town.talk("hola")
    town.old.star(town.beto, said)
    town.reach(Phase.DUAL)
    town.old.ask("ALTER TABLE starred_messages DISABLE TRIGGER USER")
    town.old.star(town.beto, said, starred=False)
    assert (town.verify().stars, town.verify().clean) == (1, False)
