# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""Several windows over one file: one leads, the living keep their own, the dead are inherited."""

import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, Wishes
from safespot_tui.domain.ids import ClientMessageId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.domain.text import safe_text

ONE, TWO, THREE = OriginClientId("one"), OriginClientId("two"), OriginClientId("three")

OTHER_PROCESS = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, Wishes
from safespot_tui.domain.intent import *
archive = Archive(Path(sys.argv[1]), "one")
leads = archive.enter().leads
archive.commit(Facts("u-ana", "e.1"))
archive.keep(Wishes(items=(OutboxItem(archive.first_sequence, "one", SendMessage("c", "s", "x"),
                                      datetime(2026, 1, 1, tzinfo=UTC)),)))
print(leads, flush=True)
time.sleep(60)
"""


def item(archive: Archive, owner: OriginClientId) -> OutboxItem:
    sequence = archive.first_sequence
    return OutboxItem(
        sequence,
        owner,
        SendMessage("c", ClientMessageId(str(sequence)), safe_text("x")),
        datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def test_the_first_leads_and_the_second_when_the_first_has_left(path):
    one, two = Archive(path, ONE), Archive(path, TWO)

    assert one.enter().leads
    assert not two.enter().leads
    assert not two.look_around().leads
    one.close()
    assert two.look_around().leads


def test_intents_of_a_window_that_lives_are_left_to_it(path):
    one, two = Archive(path, ONE), Archive(path, TWO)
    one.enter()
    two.enter()
    two.keep(Wishes(items=(item(two, TWO),)))

    assert one.look_around().adopted == ()


def test_the_one_that_leads_adopts_what_a_dead_window_left_in_the_order_typed(path):
    one, two, three = Archive(path, ONE), Archive(path, TWO), Archive(path, THREE)
    for archive in (one, two, three):
        archive.enter()
    two.keep(Wishes(items=(item(two, TWO),)))
    three.keep(Wishes(items=(item(three, THREE),)))
    three.close()
    two.close()

    adopted = one.look_around().adopted

    assert [i.sequence for i in adopted] == [two.first_sequence, three.first_sequence]
    assert {i.owner for i in adopted} == {ONE}
    assert one.look_around().adopted == ()


def test_a_killed_process_gives_up_the_lead_and_its_intents(path):
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "True\n"
        two = Archive(path, TWO)
        duty = two.enter()
        assert (duty.leads, duty.adopted) == (False, ())
        two.commit(None, Wishes(items=(item(two, TWO),)))  # both write, nobody is locked out

        other.send_signal(signal.SIGKILL)
        other.wait(timeout=30)

        duty = two.look_around()
        assert duty.leads
        assert duty.cursor == "e.1"
        assert [i.owner for i in duty.adopted] == [TWO]
        assert len(two.contents.restored.outbox) == 1
    finally:
        other.kill()
        other.wait(timeout=30)
        other.stdout.close()


def test_windows_that_write_at_the_same_time_wait_for_each_other(path):
    """No "database is locked" reaches anybody."""
    script = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Wishes
from safespot_tui.domain.intent import *
archive = Archive(Path(sys.argv[1]), sys.argv[2])
archive.enter()
for n in range(100):
    archive.keep(Wishes(items=(OutboxItem(archive.first_sequence + n, sys.argv[2],
        SendMessage("c", "s", "x"), datetime(2026, 1, 1, tzinfo=UTC)),)))
archive.close()
"""
    one = Archive(path, ONE)
    one.commit(Facts("u-ana", None))
    writers = [subprocess.Popen([sys.executable, "-c", script, str(path), name]) for name in "abc"]

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]

    one.close()
    assert len(Archive(path, TWO).contents.restored.outbox) == 300
