"""The file of one account, as the engine uses it."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import randrange
from typing import TypeVar

import apsw
import msgspec
from msgspec import Struct

from safespot_tui.archive import wishes as outbox
from safespot_tui.archive.contents import (
    Contents,
    no_page,
    read_around,
    read_contents,
    read_cursor,
    read_local_cases,
    read_page,
    read_starred,
)
from safespot_tui.archive.errors import ArchiveDamaged, ArchiveUnwritable, told_plainly, unwritable
from safespot_tui.archive.facts import write_facts
from safespot_tui.archive.outgoing import Outgoing, folder_beside
from safespot_tui.archive.revisions import (
    begin_keeping,
    forget_kept,
    read_revisions,
)
from safespot_tui.archive.rows import NO_WISHES, Facts, Wishes
from safespot_tui.archive.salvage import set_aside
from safespot_tui.archive.schema import connect
from safespot_tui.archive.search import find, index_some
from safespot_tui.archive.windows import Windows
from safespot_tui.domain.case import Case
from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, OriginClientId, SearchCursor
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.message import Message
from safespot_tui.domain.revision import Revision
from safespot_tui.domain.search import Found, MessageSearch

SEQUENCES_PER_WINDOW = 1_000_000_000
_GUESSED_WINDOWS = 1_000_000

ResultT = TypeVar("ResultT")


class Duty(Struct, frozen=True):
    """What a look at the other windows has brought."""

    leads: bool
    cursor: Cursor | None
    """What the rows in the file are true at."""
    adopted: tuple[OutboxItem, ...] = ()
    """Intents that a dead window left behind: this window sends them now."""


class Archive:
    """The file of one account. Not for two threads at once; every method may raise `ArchiveError`.

    Of all windows of an account on a machine one leads: it alone writes what the server says. The
    others write their own intents and drafts.
    """

    def __init__(self, path: Path, origin: OriginClientId, *, keep_revisions: bool = False) -> None:
        """Open the file at `path`, or make it.

        With `keep_revisions`, what messages say before they are changed or deleted stays, for
        `revisions`; without, what was kept of it before is deleted.

        A file that is damaged is set aside under another name (`set_aside`) and a fresh one begun
        with the intents, drafts and local cases that could be read.
        """
        self.path = path
        self.keeps_revisions = keep_revisions
        self.outgoing = Outgoing(folder_beside(path))
        self._origin = origin
        self._windows = Windows(path.with_name(path.name + ".windows"), origin)
        self.set_aside: Path | None = None
        """Where the damaged file went, to be told to the user."""
        self.contents: Contents | None = None
        """What was in the file when it was opened; None if no server has ever been spoken to."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._mark.exists():
                raise ArchiveDamaged
            self._open()
        except ArchiveDamaged:
            self.set_aside, salvaged = set_aside(path)
            self._mark.unlink(missing_ok=True)
            self._open()
            self.keep(salvaged)
        except OSError as error:
            raise ArchiveUnwritable(unwritable()) from error
        if not keep_revisions:
            # What cannot be deleted on a full disk is deleted at the next start.
            with suppress(ArchiveUnwritable), self._transaction():
                forget_kept(self._database)
        self.first_sequence = self._take_number() * SEQUENCES_PER_WINDOW
        """This window may number its intents from here."""

    def _open(self) -> None:
        with told_plainly():
            self._database = connect(self.path)
            try:
                if self.keeps_revisions:
                    begin_keeping(self._database)
                with self._database.snapshot():
                    self.contents = read_contents(self._database)
            except (apsw.Error, msgspec.MsgspecError) as error:
                self._database.close()
                if isinstance(error, msgspec.MsgspecError):
                    raise ArchiveDamaged from error
                raise

    # ---------------------------------------------------------------------------- writing

    def commit(self, facts: Facts | None, wishes: Wishes = NO_WISHES) -> None:
        """Write rows and the cursor that covers them, and what became of intents, as one."""
        with self._transaction():
            if facts is not None:
                write_facts(self._database, facts)
            outbox.write_wishes(self._database, wishes)

    def keep(self, wishes: Wishes) -> None:
        """Write intents, drafts and local cases alone."""
        self.commit(None, wishes)

    # ---------------------------------------------------------------------------- reading

    def page(
        self,
        conversation_id: ConversationId,
        before: Message,
        limit: int,
        at: Cursor | None = None,
    ) -> HistoryPage:
        """What is stored just before a message: see `read_page`.

        With `at`, there is no answer unless that is what the rows are true at.
        """

        def read() -> HistoryPage:
            with self._database.snapshot():
                if at is not None and read_cursor(self._database) != at:
                    return no_page(conversation_id, before)
                return read_page(self._database, conversation_id, before, limit)

        return self._guarded(read)

    def around(
        self,
        conversation_id: ConversationId,
        message_id: MessageId,
        limit: int,
        at: Cursor | None = None,
    ) -> HistoryPage | None:
        """What is stored around a message, as `page` with `at`; None if there is no answer."""

        def read() -> HistoryPage | None:
            with self._database.snapshot():
                if at is not None and read_cursor(self._database) != at:
                    return None
                return read_around(self._database, conversation_id, message_id, limit)

        return self._guarded(read)

    def find(self, search: MessageSearch, cursor: SearchCursor | None, limit: int) -> Found:
        """The newest stored messages that are looked for, after the place `cursor`."""

        def read() -> Found:
            with self._database.snapshot():
                return find(self._database, search, cursor, limit)

        return self._guarded(read)

    def index_some(self) -> bool:
        """Bring in some messages from before there was an index; whether there may be more."""
        with self._transaction():
            return index_some(self._database)

    def starred(self) -> Sequence[Message]:
        """All stored messages with a star, in no order."""
        return self._guarded(lambda: read_starred(self._database))

    def local_cases(self) -> Sequence[Case]:
        """What the user made of conversations as cases, where no server keeps that."""
        return self._guarded(lambda: read_local_cases(self._database))

    def revisions(self, message_id: MessageId) -> Sequence[Revision]:
        """What a message said before, oldest first; what it says now may be among it."""
        return self._guarded(lambda: read_revisions(self._database, message_id))

    # ---------------------------------------------------------------------------- windows

    def enter(self) -> Duty:
        """Be seen to live, then as `look_around`."""
        with _locks_told_plainly():
            self._windows.enter()
        return self.look_around()

    def look_around(self) -> Duty:
        """Take the lead if nobody has it. The one that leads adopts what dead windows left."""
        with _locks_told_plainly():
            leads = self._windows.try_to_lead()
            owners = self._guarded(lambda: outbox.owners(self._database)) if leads else ()
            dead = [owner for owner in owners if not self._windows.is_alive(owner)]
            cursor = self._guarded(lambda: read_cursor(self._database))
        if not dead:
            return Duty(leads, cursor)
        with self._transaction():
            return Duty(leads, cursor, outbox.adopt(self._database, self._origin, dead))

    def close(self) -> None:
        """Close the file and leave it to the other windows."""
        with told_plainly():
            self._database.close()
        self._windows.leave()

    # ---------------------------------------------------------------------------- inside

    @property
    def _mark(self) -> Path:
        """Its being there says that the file was found to be damaged while it was in use."""
        return self.path.with_name(self.path.name + ".damaged")

    def _take_number(self) -> int:
        try:
            with self._transaction():
                self._database.run("INSERT INTO windows (origin) VALUES (?)", self._origin)
                number = self._last_number()
                self._database.run("DELETE FROM windows WHERE number < ?", number)
                return number
        except ArchiveUnwritable:
            # A full disk must not keep anybody from reading. What is numbered by guess cannot be
            # kept before there is space again, and then it comes after all that is there.
            with told_plainly():
                return self._last_number() + randrange(1, _GUESSED_WINDOWS)  # noqa: S311 - no secret

    def _last_number(self) -> int:
        row = self._database.first("SELECT max(number) FROM windows")
        return int(row[0] or 0) if row else 0

    @contextmanager
    def _transaction(self) -> Generator[None]:
        with self._marking(), told_plainly(), self._database.transaction():
            yield

    def _guarded(self, read: Callable[[], ResultT]) -> ResultT:
        with self._marking(), told_plainly():
            return read()

    @contextmanager
    def _marking(self) -> Generator[None]:
        try:
            yield
        except ArchiveDamaged:
            self._mark.touch()
            raise


@contextmanager
def _locks_told_plainly() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveUnwritable(unwritable()) from error
