"""The app on a neighbourhood that is always the same."""

import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs
from textual.pilot import Pilot

from safespot_tui import i18n
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.way_in import WayIn, WithoutAccount
from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.event import ConversationCreated, Entities
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.store.store import Store
from safespot_tui.tui import clock as clocks
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.engine import Launch, OpenEngine
from safespot_tui.watching.rule import Rule
from tests.tui.cheap_apps import pilot_in_a_hurry, sheets_parsed_once
from tests.tui.fake_engine import FakeEngine
from tests.tui.neighbourhood import (
    FOUNDED,
    NEIGHBOURHOOD,
    NOW,
    ZONE,
    build_neighbourhood,
    user_id,
)

__all__ = ["pilot_in_a_hurry", "sheets_parsed_once"]


class Clock(clocks.Clock):
    """Stands still until a test moves it."""

    def __init__(self, *, hours_12: bool = False) -> None:
        super().__init__(lambda: self.now, hours_12=hours_12)
        self.now = NOW


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English, Buenos Aires, a day that does not pass, and a terminal that can do most things."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    for name in ("NO_COLOR", "TERM_PROGRAM", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", str(ZONE))
    time.tzset()
    i18n.install("en")
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(autouse=True)
def emoji_as_they_are() -> Iterator[None]:
    """What a test chose to draw otherwise is not what the next one draws."""
    yield
    glyphs.install(EmojiMode.AS_IS)


@pytest.fixture
def clock(surroundings: None) -> Clock:
    return Clock()


@pytest.fixture
def store(surroundings: None) -> Store:
    return build_neighbourhood()


@pytest.fixture
def engine(store: Store) -> FakeEngine:
    return FakeEngine(store)


class Logins:
    """Answers log-ins: `password` is right, everything else is refused; all is, by `refusal`."""

    def __init__(self) -> None:
        self.refusal: GatewayError | None = None
        self.asked: list[tuple[str, WayIn]] = []
        self.engines: list[FakeEngine] = []

    async def __call__(self, server: str, way_in: WayIn) -> OpenEngine:
        self.asked.append((server, way_in))
        if self.refusal is not None:
            raise self.refusal
        if not isinstance(way_in, WithoutAccount) and way_in.password != "password":
            raise GatewayError("The e-mail or the password is not right.")

        def open_engine() -> FakeEngine:
            self.engines.append(FakeEngine(build_neighbourhood()))
            return self.engines[-1]

        return open_engine


@pytest.fixture
def logins() -> Logins:
    return Logins()


@pytest.fixture
def launch(tmp_path: Path, clock: Clock, logins: Logins) -> Launch:
    return Launch(
        log_in=logins,
        state_path=tmp_path / "screen.json",
        log_path=tmp_path / "safespot.log",
        server="https://chat.safespot.example",
        email="vera@example.org",
        clock=clock,
    )


OpenApp = Callable[..., AbstractAsyncContextManager[tuple[MessengerApp, Pilot[None]]]]


@pytest.fixture
def open_app(engine: FakeEngine, launch: Launch) -> OpenApp:
    """Opens the app on the neighbourhood, or on the login screen."""

    @asynccontextmanager
    async def opened(
        size: tuple[int, int] = (120, 40),
        *,
        login: bool = False,
        folders: Sequence[Folder] = (),
        rules: Sequence[Rule] = (),
    ) -> AsyncIterator[tuple[MessengerApp, Pilot[None]]]:
        launched = structs.replace(launch, folders=folders, rules=rules)
        app = MessengerApp(None if login else engine, launched)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot

    return opened


@pytest.fixture
def make_many() -> Callable[[Store, int], None]:
    """Adds that many conversations with one message each."""

    def add(store: Store, count: int) -> None:
        base = store.base_entities()
        template, own = base.conversations[1], base.members[1]
        me = user_id(NEIGHBOURHOOD["me"])
        for number in range(count):
            conversation_id = ConversationId(f"c-many-{number:05}")
            message = Message(
                id=MessageId(f"m-many-{number:05}"),
                conversation_id=conversation_id,
                sender_id=user_id("ana"),
                created_at=FOUNDED + timedelta(minutes=number),
                content=SafeText(f"Mensaje {number}"),
                position=1,
            )
            conversation = structs.replace(
                template,
                id=conversation_id,
                report_id=None,
                last_message_id=message.id,
                last_message_at=message.created_at,
                head_position=1,
            )
            members = tuple(
                structs.replace(own, conversation_id=conversation_id, user_id=who, read_position=1)
                for who in (me, user_id("ana"))
            )
            entities = Entities((conversation,), members, (message,))
            store.apply(ConversationCreated(conversation, entities))

    return add
