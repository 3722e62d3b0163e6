"""What a moderator has to do, and what the user is, is there after another start."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Wishes, all_facts, changed_facts
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case, Flag, Flagged, Note
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import AccountUpdated, CaseUpdated
from safespot_tui.domain.ids import Cursor, FlagId, NoteId, OriginClientId
from safespot_tui.domain.sanction import Sanction, SanctionKind
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.store.patch import Patch
from safespot_tui.store.store import Store
from tests.conftest import ANA, BETO, DM, PLAZA, Make

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
MODERATOR = Account(
    Standing.MODERATOR, (Sanction(ANA, SanctionKind.MUTE, NOW, SafeText("too loud")),)
)
FULL = Case(
    PLAZA,
    ConversationType.GROUP,
    NOW,
    revision=2,
    name=SafeText("Plaza"),
    waiting_since=NOW,
    last_message_at=NOW,
    claimed_by=BETO,
    snoozed_until=NOW,
    flags=(Flag(FlagId("f"), BETO, Flagged(ANA), SafeText("spam"), NOW, SafeText("Gratis!")),),
    notes=(Note(NoteId("n"), BETO, SafeText("again"), NOW),),
    observer_ids=(BETO,),
)


class Kept:
    """A store and the file that follows it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = Archive(path, OriginClientId("one"))
        self.store = Store()

    def apply(self, patch: Patch) -> None:
        batch = self.store.apply(patch)
        me = self.store.me
        assert me is not None
        self.archive.commit(
            all_facts(self.store, me, Cursor("e.1"), reset=True)
            if batch.reset
            else changed_facts(self.store, me, Cursor("e.2"), batch.keys)
        )

    def restarted(self) -> Store:
        self.archive.close()
        self.archive = Archive(self.path, OriginClientId("again"))
        assert self.archive.contents is not None
        store = Store()
        store.apply(self.archive.contents.restored)
        return store


@pytest.fixture
def kept(make: Make, tmp_path: Path) -> Kept:
    kept = Kept(tmp_path / "archive.sqlite3")
    snapshot = make.snapshot(make.message("a", 1))
    quiet = Case(DM, ConversationType.DM, NOW, revision=1)
    kept.apply(
        structs.replace(
            snapshot,
            account=MODERATOR,
            entities=structs.replace(snapshot.entities, cases=(FULL, quiet)),
        )
    )
    return kept


def test_account_and_cases_come_back_whole(kept: Kept) -> None:
    store = kept.restarted()

    assert store.account == MODERATOR
    assert store.case(PLAZA) == FULL
    assert len(store.cases) == 2


def test_what_became_of_a_case_comes_back(kept: Kept) -> None:
    done = structs.replace(FULL, revision=3, done_at=NOW)
    kept.apply(CaseUpdated(done))

    store = kept.restarted()

    assert store.case(PLAZA) == done
    assert store.account == MODERATOR


def test_who_moderates_no_more_has_no_cases_after_another_start(kept: Kept) -> None:
    kept.apply(AccountUpdated(Account()))

    store = kept.restarted()

    assert store.account == Account()
    assert not store.cases


def test_an_old_file_says_nothing_of_the_account(make: Make, tmp_path: Path) -> None:
    kept = Kept(tmp_path / "archive.sqlite3")
    kept.apply(make.snapshot(make.message("a", 1)))
    kept.archive.close()
    import apsw

    file = apsw.Connection(str(kept.path))
    file.execute("UPDATE account SET value = NULL")
    file.close()
    kept.archive = Archive(kept.path, OriginClientId("two"))

    assert kept.restarted().account == Account()


def test_cases_that_no_server_keeps_are_kept_apart(kept: Kept) -> None:
    kept.archive.keep(Wishes(cases=(FULL, structs.replace(FULL, conversation_id=DM))))
    kept.archive.keep(Wishes(cases=(structs.replace(FULL, revision=7),), gone_cases=(DM,)))
    kept.apply(AccountUpdated(Account()))

    assert not kept.restarted().cases
    assert kept.archive.local_cases() == (structs.replace(FULL, revision=7),)


def test_cases_that_no_server_keeps_outlive_the_file_that_is_damaged(kept: Kept) -> None:
    kept.archive.keep(Wishes(cases=(FULL,)))
    kept.archive.close()
    kept.path.with_name(kept.path.name + ".damaged").touch()

    again = Archive(kept.path, OriginClientId("again"))

    assert again.set_aside is not None
    assert again.local_cases() == (FULL,)
