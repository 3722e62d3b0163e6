"""People who write through both servers while the tool works and is killed."""

import random
import subprocess
import sys
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Sequence

import psycopg
from sqlalchemy.exc import DBAPIError

from safespot_tui.migration import steps
from safespot_tui.migration.database import Database
from safespot_tui.migration.phases import Phase

from .killed import take
from .new_chat import NewServer
from .old_chat import OldServer

SECONDS_EACH = 0.05
"""Twenty messages a second."""
PATIENCE = 120
_KILLED = -9
_REFUSED = "the migration was rolled back"

UP = ("expand", "backfill", "verify", "switch", "verify", "switch", "verify")
DOWN = ("rollback", "rollback", "rollback")
_STEPS = 2 * len(UP) + len(DOWN)


class Pair:
    """Two who talk in one room, and all that was accepted of what they said."""

    def __init__(self, room: uuid.UUID, one: uuid.UUID, other: uuid.UUID) -> None:
        self.room = room
        self.people = (one, other)
        self.said: list[str] = []


class Writer(threading.Thread):
    """Writes until told to stop. What ended it otherwise is in `failure`."""

    def __init__(self, pairs: Sequence[Pair], seed: int) -> None:
        super().__init__(daemon=True)
        self.failure: BaseException | None = None
        self.written = 0
        self._pairs = pairs
        self._random = random.Random(seed)
        self._stopping = threading.Event()

    def run(self) -> None:
        try:
            while not self._stopping.wait(SECONDS_EACH):
                pair = self._random.choice(self._pairs)
                self.say(pair, self._random.choice(pair.people), uuid.uuid4())
                self.written += 1
        except BaseException as failure:  # noqa: BLE001 - told by `stop`
            self.failure = failure

    def say(self, pair: Pair, who: uuid.UUID, key: uuid.UUID) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        """Stop it; raises what went wrong."""
        self._stopping.set()
        self.join(PATIENCE)
        if self.failure is not None:
            raise self.failure


class OldWriter(Writer):
    """The old server, which knows nothing; it reads and deletes now and then, too."""

    def __init__(self, url: str, pairs: Sequence[Pair], seed: int) -> None:
        super().__init__(pairs, seed)
        self._server = OldServer(url)

    def say(self, pair: Pair, who: uuid.UUID, key: uuid.UUID) -> None:
        said = f"viejo {key}"
        _insist(lambda: self._server.send(pair.room, who, said))
        pair.said.append(said)
        if self.written % 10 == 0:
            _insist(lambda: self._server.read(pair.room, who))


def _insist(work: Callable[[], object]) -> None:
    """Do it; again where both sides waited for each other and this one gave way."""
    while True:
        try:
            work()
        except psycopg.errors.DeadlockDetected:
            continue
        return


class NewWriter(Writer):
    """The new server; what it refuses is sent again, as its clients do."""

    def __init__(self, url: str, pairs: Sequence[Pair], seed: int) -> None:
        super().__init__(pairs, seed)
        self._server = NewServer(url)

    def say(self, pair: Pair, who: uuid.UUID, key: uuid.UUID) -> None:
        said = f"nuevo {key}"
        while not self._stopping.is_set():
            try:
                self._server.send(who, pair.room, said, key)
            except DBAPIError as error:
                if _REFUSED not in str(error):
                    raise
                self._stopping.wait(SECONDS_EACH)
                continue
            pair.said.append(said)
            return


class Journey:
    """Up through all phases, down again and up once more, killed `kills` times on the way."""

    def __init__(self, url: str, *, pairs: int, before: int, kills: int, seed: int) -> None:
        self._url = url
        self._random = random.Random(seed)
        self._kills = kills
        self._due = 0.0
        self.killed = 0
        self.old = OldServer(url)
        self.old.make_tables()
        self.pairs = [self._pair(number) for number in range(pairs)]
        for number in range(before):
            pair = self.pairs[number % pairs]
            said = f"antes {number}"
            self.old.send(pair.room, pair.people[number // pairs % 2], said)
            pair.said.append(said)

    def travel(self) -> int:
        """Do it under traffic; how many messages were written meanwhile."""
        old = OldWriter(self._url, self.pairs, self._random.randrange(1 << 30))
        old.start()
        for step in ("expand", "backfill"):
            self._take(step)
        new = NewWriter(self._url, self.pairs, self._random.randrange(1 << 30))
        new.start()
        for step in (*UP[2:], *DOWN, *UP):
            self._take(step)
        old.stop()
        new.stop()
        return old.written + new.written

    def check(self) -> None:
        """Nothing lost, nothing doubled, and both sides the same, in the same order."""
        database = Database(self._url)
        verdict = steps.verify(database, lambda _progress: None)
        assert verdict.clean, verdict
        assert steps.status(database).phase is Phase.GLOBAL_INBOX
        for pair in self.pairs:
            found = Counter(self.old.contents(pair.room))
            assert found == Counter(pair.said), (found - Counter(pair.said), pair.room)
        asked = (
            "SELECT conversation_id, array_agg(position ORDER BY created_at) AS positions "
            "FROM safespot_chat.messages GROUP BY 1"
        )
        for row in self.old.ask(asked):
            assert row.positions == list(range(1, len(row.positions) + 1)), row

    def _take(self, step: str) -> None:
        """As an operator does whose machine dies again and again."""
        phase = self._phase()
        self._due += self._kills / _STEPS
        while self._due >= 1:
            if self._is_killed(step):
                self.killed += 1
                self._due -= 1
            if step in ("switch", "rollback") and self._phase() is not phase:
                return
        take(self._url, step)

    def _is_killed(self, step: str) -> bool:
        killed_at = str(self._random.randint(1, 12))
        ended = subprocess.run(
            [sys.executable, "-m", "tests.migration.killed", self._url, step, killed_at],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert ended.returncode in (0, _KILLED), f"{step}: {ended.stderr}"
        return ended.returncode == _KILLED

    def _phase(self) -> Phase:
        return steps.status(Database(self._url)).phase

    def _pair(self, number: int) -> Pair:
        one, other = sorted((self.old.person(f"una {number}"), self.old.person(f"otro {number}")))
        return Pair(self.old.room(one, other), one, other)
