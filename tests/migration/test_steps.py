"""Each phase is reached, refused out of order, repeated, rolled back and reached again."""

import pytest

from safespot_tui.migration import steps
from safespot_tui.migration.errors import MigrationRefused
from safespot_tui.migration.phases import Phase

from .conftest import Town

WAY_BACK = (Phase.DUAL, Phase.OLD_READERS, Phase.GLOBAL_INBOX)


def test_from_the_first_phase_to_the_last(untouched: Town) -> None:
    town = untouched
    town.talk("hola", "¿qué tal?")
    town.reach(Phase.CLEAN)
    assert town.phase is Phase.CLEAN
    assert town.new.contents(town.ana, town.room) == ["hola", "¿qué tal?"]
    assert town.old.ask("SELECT to_regclass('public.chat_rooms') AS gone")[0].gone is None
    town.new.send(town.beto, town.room, "sin disparadores")
    steps.contract(town.tool, drop_legacy=False)


def test_repeating_a_step_changes_nothing(town: Town) -> None:
    town.talk("hola")
    town.expand()
    town.expand()
    town.backfill()
    before = town.new.events(town.ana)
    town.backfill()
    assert town.new.events(town.ana) == before
    assert town.verify() == town.verify()
    assert town.new.contents(town.ana, town.room) == ["hola"]


def test_the_database_knows_what_it_was_given(town: Town) -> None:
    """Without counting anew it would read whole tables for each batch that is verified."""
    town.talk("hola", "chau")
    town.expand()
    town.backfill()
    counted = "SELECT reltuples FROM pg_class WHERE oid = 'safespot_chat.messages'::regclass"
    assert town.old.ask(counted)[0].reltuples == 2


def test_refused_out_of_order(town: Town) -> None:
    take = {
        "switch": lambda: steps.switch(town.tool),
        "rollback": lambda: steps.rollback(town.tool),
        "backfill": town.backfill,
        "verify": town.verify,
        "contract": lambda: steps.contract(town.tool, drop_legacy=True),
        "contract without the flag": lambda: steps.contract(town.tool, drop_legacy=False),
    }

    def refused(step: str) -> str:
        before = town.phase
        with pytest.raises(MigrationRefused) as refusal:
            take[step]()
        assert town.phase is before
        return str(refusal.value)

    for step in ("switch", "backfill", "verify"):
        assert "migrate expand" in refused(step)
    refused("rollback")
    assert "phase 0" in refused("contract")
    town.talk("hola")
    town.expand()
    assert "migrate backfill" in refused("switch")
    town.backfill()
    assert "migrate verify" in refused("switch")
    assert "phase 1" in refused("contract")
    town.verify()
    steps.switch(town.tool)
    assert "migrate verify" in refused("switch"), "what was clean was clean in another phase"
    town.verify()
    steps.switch(town.tool)
    assert "migrate contract" in refused("switch")
    assert "migrate verify" in refused("contract")
    town.verify()
    assert "--yes-drop-legacy" in refused("contract without the flag")
    steps.contract(town.tool, drop_legacy=True)
    for step in ("switch", "rollback", "verify"):
        refused(step)


@pytest.mark.parametrize("phase", WAY_BACK)
def test_rolled_back_and_reached_again(town: Town, phase: Phase) -> None:
    """Nothing that was written since is lost, on either side."""
    town.talk("antes")
    town.reach(phase)
    town.talk("por lo viejo")
    town.new.send(town.beto, town.room, "por lo nuevo")
    while town.phase is not Phase.BEFORE:
        steps.rollback(town.tool)
        assert town.old.contents(town.room) == ["antes", "por lo viejo", "por lo nuevo"]
    said, gone = town.talk("apartado", "borrado")
    town.old.edit(said, "apartado y editado")
    town.old.delete(gone)
    [first, *_] = town.old.messages(town.room)
    town.old.delete(first.id)
    town.reach(phase)
    expected = ["por lo viejo", "por lo nuevo", "apartado y editado"]
    assert town.new.contents(town.ana, town.room) == expected
    assert town.old.contents(town.room) == expected


def test_what_the_old_tables_would_not_hear_of_is_refused(town: Town) -> None:
    town.reach(Phase.DUAL)
    steps.rollback(town.tool)
    with pytest.raises(Exception, match="rolled back"):
        town.new.send(town.beto, town.room, "a nadie")
    town.expand()
    town.backfill()
    town.new.send(town.beto, town.room, "a Ana")
    assert town.old.contents(town.room) == ["a Ana"]


def test_what_was_written_without_triggers_comes_first(town: Town) -> None:
    """Whoever writes after them, before the backfill has come by again, comes after it."""
    town.talk("antes")
    town.reach(Phase.DUAL)
    steps.rollback(town.tool)
    town.talk("apartado")
    town.expand()
    with pytest.raises(Exception, match="yet to be backfilled"):
        town.new.send(town.beto, town.room, "todavía no")
    town.talk("después")
    town.new.send(town.beto, town.room, "ahora sí")
    expected = ["antes", "apartado", "después", "ahora sí"]
    assert town.old.contents(town.room) == town.new.contents(town.ana, town.room) == expected
    town.backfill()
    assert town.verify().clean


def test_a_difference_is_found_and_stops_the_way(town: Town) -> None:
    town.talk("hola")
    town.expand()
    town.backfill()
    town.old.ask("ALTER TABLE chat_messages DISABLE TRIGGER USER")
    town.old.ask("UPDATE chat_messages SET content = 'otra cosa'")
    verdict = town.verify()
    assert (verdict.differing, verdict.clean) == (1, False)
    [example] = verdict.examples
    assert (example.old, example.new) == (1, 1)
    with pytest.raises(MigrationRefused, match="migrate verify"):
        steps.switch(town.tool)


def test_a_lost_message_is_found(town: Town) -> None:
    town.talk("hola", "chau")
    town.expand()
    town.backfill()
    town.old.ask("SET safespot.mirroring = 'on'")
    town.old.delete(town.old.messages(town.room)[0].id)
    town.old.ask("SET safespot.mirroring = ''")
    [example] = town.verify().examples
    assert (example.old, example.new) == (1, 2)


def test_another_database_is_refused(untouched: Town) -> None:
    town = untouched
    town.old.ask("ALTER TABLE chat_messages DROP COLUMN caption")
    with pytest.raises(MigrationRefused, match=r"chat_messages\.caption"):
        town.expand()
    assert town.phase is Phase.BEFORE


def test_only_one_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safespot_tui.migration.database._TRIES", 1)
    monkeypatch.setattr("safespot_tui.migration.database._PAUSE_SECONDS", 0)
    refused = pytest.raises(MigrationRefused, match="Another migrate")
    with town.tool.alone(), refused, town.tool.alone():
        pass
    with town.tool.alone():
        pass


def test_a_table_in_use_is_not_waited_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for a table stands before all who want it afterwards."""
    monkeypatch.setattr("safespot_tui.migration.database._TRIES", 2)
    monkeypatch.setattr("safespot_tui.migration.database._PAUSE_SECONDS", 0)
    town.reach(Phase.DUAL)
    with town.old.connection.transaction():
        town.old.messages(town.room)
        with pytest.raises(MigrationRefused, match="pg_stat_activity"):
            steps.switch(town.tool)
        assert town.phase is Phase.DUAL
    steps.switch(town.tool)
