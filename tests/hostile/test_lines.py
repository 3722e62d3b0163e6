"""Hostile text in linear mode: a screen reader, a pipe and a braille display get words alone."""

import io
import re
from collections.abc import Iterator

import pytest
from msgspec import structs

from safespot_tui.domain.event import Received
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.global_chat import translate
from safespot_tui.linear import session
from safespot_tui.linear.announcing import Announce
from safespot_tui.linear.session import Session
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut
from safespot_tui.store.store import Store
from safespot_tui.tui.clock import Clock
from tests.hostile.payloads import CORPUS
from tests.hostile.sequences import kinds
from tests.hostile.test_screen import WORST, large_events
from tests.hostile.town import facts
from tests.tui.fake_engine import FakeEngine

IN_A_GROUP = (
    "/older", "/who", "/info 1", "/who-reacted 1", "/quoted 3", "/details", "/menu", "/find x",
    "/search x", "/starred-list", "/forward 1", "/role", "/kick", "/copy-link 1", "/next",
    "/insight all",
)  # fmt: skip
WITH_ONE = ("/older", "/who", "/info 1", "/view 2", "/report", "/details", "/menu", "/find x")


class Transcript:
    """A session in which everything is called `text`, and all that it says."""

    def __init__(self) -> None:
        self.store = Store()
        self.said = io.StringIO()
        self.sequences: list[str] = []
        self._engine = FakeEngine(self.store)
        self.session = Session(
            self._engine,
            Clock(),
            lambda line: print(line, file=self.said),
            write_sequence=self._write,
            announce=Announce.ALL,
        )

    def _write(self, sequence: str) -> bool:
        self.sequences.append(sequence)
        return True

    async def _take(self, line: str, answer: str) -> None:
        """Type a line, answer what is asked, and leave whatever is asked then."""
        await self.session.take(line)
        if self.session.asker.prompt is not None:
            await self.session.take(answer)
        while self.session.asker.prompt is not None:
            await self.session.take("")
        print(self.session.prompt.words, file=self.said)

    async def of(self, text: str) -> str:
        """Everything said, and every prompt, of an account in which all is called `text`."""
        snapshot, *pages = await facts(text)
        self.store.apply(snapshot, *pages)
        for report in snapshot.entities.reports:
            told = structs.replace(report, description=report.title, place=report.title)
            self._engine.reports[report.id] = told
        reason = snapshot.entities.users[0].alias
        self.store.apply(ConnectionPut(Connection(ConnectionState.OFFLINE, reason=reason)))
        for number, lines in enumerate((WITH_ONE, IN_A_GROUP), 1):
            await self._take("/inbox", "")
            await self._take(f"/open {number}", "")
            for line in lines:
                await self._take(line, "1")
        for item in large_events(text):
            assert isinstance(item, Received)
            self.store.apply(item.event)
        written, self.said = self.said.getvalue(), io.StringIO()
        return written


@pytest.fixture
def transcript() -> Iterator[Transcript]:
    transcript = Transcript()
    transcript.session.start()
    yield transcript
    transcript.session.stop()


@pytest.mark.parametrize("part", range(4))
async def test_what_is_said_orders_a_terminal_nothing(part: int, transcript: Transcript):
    for text in (WORST, *(payload.text for payload in CORPUS[part::12])):
        said = await transcript.of(text)
        assert set(kinds(said)) <= {"C0 0A"}, text
        assert "There is no /" not in said
        assert "Open a conversation first" not in said
    # A link is copied: what a terminal is told is base64.
    told = "".join(transcript.sequences)
    assert told == "".join(re.findall(r"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", told))


async def test_the_check_would_notice_what_got_through(
    transcript: Transcript, monkeypatch: pytest.MonkeyPatch
):
    for name in ("safe_text", "safe_line"):
        monkeypatch.setattr(translate, name, SafeText)
    # What is said is made safe once more on its way out.
    monkeypatch.setattr(session, "safe_text", SafeText)
    assert "OSC 52" in kinds(await transcript.of("x \x1b]52;c;cm0=\x07"))
