"""Every action does what it says, by each of its keys, and from the palette."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from msgspec import Struct, structs
from textual._compositor import Compositor
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import Input

from safespot_tui.actions.action import Action, Place
from safespot_tui.actions.filters import InboxFilter, Part, part_title
from safespot_tui.actions.folder import folders_in
from safespot_tui.actions.registry import ACTIONS, keys_of
from safespot_tui.actions.triage_actions import local_words
from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.conversation import Lock
from safespot_tui.domain.event import (
    ConversationChanges,
    ConversationUpdated,
    HistoryPage,
    MemberChanges,
    MemberUpdated,
)
from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId, OriginClientId
from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.search_query import parse_query
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Unreachable
from safespot_tui.i18n import _
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.settled import settled
from safespot_tui.store.patch import OutboxPut
from safespot_tui.tui.app import MessengerApp
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.freeze_bar import FreezeBar
from safespot_tui.tui.inspector.inspector import Inspector
from safespot_tui.tui.screens.alias import AliasDialog
from safespot_tui.tui.screens.ask_text import TextDialog
from safespot_tui.tui.screens.audit import AuditTrail
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.confirm import ConfirmDialog
from safespot_tui.tui.screens.details import Details
from safespot_tui.tui.screens.emoji_picker import EmojiPicker
from safespot_tui.tui.screens.facts import FactsDialog
from safespot_tui.tui.screens.group import NewGroupDialog, PeopleDialog
from safespot_tui.tui.screens.help import HelpScreen
from safespot_tui.tui.screens.image import ImageDialog
from safespot_tui.tui.screens.insight import InsightScreen
from safespot_tui.tui.screens.log_in_again import LogInAgainDialog
from safespot_tui.tui.screens.main import MainScreen
from safespot_tui.tui.screens.messages import MessageFinder
from safespot_tui.tui.screens.moderate import ModerationMenu
from safespot_tui.tui.screens.palette import ActionPalette
from safespot_tui.tui.screens.people import PersonDialog
from safespot_tui.tui.screens.reason import ReasonDialog
from safespot_tui.tui.screens.report import ReportCard
from safespot_tui.tui.screens.search import SearchDialog
from safespot_tui.tui.screens.send_image import SendImageDialog
from safespot_tui.tui.screens.switcher import Switcher
from safespot_tui.tui.screens.theme_chooser import ThemeChooser
from safespot_tui.tui.silent_bar import SilentBar
from safespot_tui.tui.tour_bar import TourBar
from safespot_tui.watching.rule import Rule, Words
from tests.tui.conftest import OpenApp
from tests.tui.neighbourhood import NOW
from tests.tui.screenshots.stage import paint_nothing
from tests.tui.until import until

GROUP = ConversationId("c-cuadra")
BELOW = ConversationId("c-ana")
ABOUT_REPORT = ConversationId("c-bache")
OWN = MessageId("m-cuadra-009")
PINNED = MessageId("m-cuadra-006")
ANSWER = MessageId("m-cuadra-008")
FOLDERS = folders_in({"Uno": "unread", "Dos": "is:group", "Tres": "plaza"})
RULES = (Rule("Street", Words(("vallas",))),)
FAILED = OutboxItem(
    7,
    OriginClientId("here"),
    SendMessage(GROUP, ClientMessageId("lost"), SafeText("¿Llegó?")),
    datetime(2026, 11, 24, 19, 41, tzinfo=UTC),
    OutboxState.FAILED,
    SafeText("The server refuses it."),
)


class World:
    """What a check may look at."""

    def __init__(self, app: MessengerApp, main: MainScreen, calls: list[tuple[object, ...]]):
        self.app = app
        self.main = main
        self.calls = calls

    def own(self, conversation_id: ConversationId = GROUP):
        own = self.main.store.own(conversation_id)
        assert own is not None
        return own

    @property
    def case(self):
        case = self.main.engine.triage.queue.case(GROUP)
        assert case is not None
        return case

    def was_told(self, sentence: str) -> bool:
        return any(notice.message == sentence for notice in self.app._notifications)

    def is_on_hit(self, index: int) -> bool:
        return self.main.pane.selected_message_id == self.main.trail.hits[index].message.id

    def is_one_alone(self) -> bool:
        tiles = self.main.walls.tiles
        return sum(tile.display for tile in tiles) == 1 if tiles else not self.main.inbox.display

    def offers(self, *, everything: bool) -> bool:
        """Whether a menu has just been opened, of all actions or of some."""
        menu = self.app.screen
        if not isinstance(menu, ActionPalette) or menu.query_one(Input).value:
            return False
        return any(action.id == "app.help" for action, _row in menu._entries) == everything

    def searches(self, within: ConversationId | None) -> bool:
        dialog = self.app.screen
        return isinstance(dialog, SearchDialog) and dialog._within == within


def is_told(world: World, words: str) -> bool:
    """Whether it has been said, be it in the menu that was open."""
    screen = world.app.screen
    about = screen.query("#about") if isinstance(screen, ModerationMenu) else ()
    said = [notice.message for notice in world.app._notifications]
    return any(words in each for each in (*said, *(str(each.render()) for each in about)))


class Opens:
    """Holds while a dialog is open; once it is closed, all is as before."""

    def __init__(self, screen: type) -> None:
        self.screen = screen

    def __call__(self, world: World) -> bool:
        return isinstance(world.app.screen, self.screen)


class Case(Struct, frozen=True):
    """What has to be so after the action."""

    holds: Callable[[World], bool]
    message: bool = False
    """Whether a message has to be selected."""
    on: MessageId = OWN
    """Which message that is."""
    deleted: bool = False
    """Whether the message was deleted just now."""
    starred: bool = False
    """Whether a message has a star."""
    jumped: bool = False
    """Whether the user came by a jump."""
    searched: bool = False
    """Whether the user came from the second of some hits."""
    failed: bool = False
    """Whether the message is one that was not sent."""
    image: bool = False
    """Whether the message is an image."""
    link: bool = False
    """Whether there is a link in the message."""
    pinned: bool = False
    """Whether a message has to be pinned."""
    expires: bool = False
    """Whether the login has to end some time."""
    folders: bool = False
    """Whether the user has made up folders."""
    watched: bool = False
    """Whether the user has watch rules."""
    part: Part = InboxFilter.ALL
    """Which part of the inbox is shown."""
    scrolled_away: bool = False
    """Whether the end of the conversation is out of sight."""
    conversation: ConversationId = GROUP
    locked: bool = False
    """Whether moderators have locked the conversation."""
    observing: bool = False
    """Whether the user has it open as a moderator."""
    queue: QueuePart | None = None
    """Which part of the queue the keyboard is in."""
    claimed: bool = False
    """Whether the user has claimed the conversation."""
    traced: bool = False
    """Whether what crosses to the server is traced."""


CASES: dict[str, Case] = {
    "app.palette": Case(lambda w: w.offers(everything=True)),
    "app.redraw": Case(lambda w: ("repaint",) in w.calls),
    "app.help": Case(Opens(HelpScreen)),
    "app.tour": Case(lambda w: "Tour 1 of 6" in w.main.query_one(TourBar).words),
    "app.next_pane": Case(lambda w: w.main.inbox.list.has_focus),
    "app.back": Case(lambda w: w.main.inbox.list.has_focus),
    "app.theme": Case(lambda w: w.app.theme == "safespot-light"),
    "app.choose_theme": Case(Opens(ThemeChooser)),
    "app.emoji_mode": Case(lambda w: glyphs.mode() is EmojiMode.SHORTCODES),
    "app.zoom": Case(lambda w: w.is_one_alone()),
    "wall.open": Case(lambda w: w.main.walls.is_on),
    "wall.toggle": Case(lambda w: (GROUP in w.main.walls.on_wall) is not w.main.walls.is_on),
    "wall.add": Case(Opens(Switcher)),
    "inbox.wider": Case(lambda w: w.main.inbox.size.width == 44),
    "inbox.narrower": Case(lambda w: w.main.inbox.size.width == 36),
    "app.freeze": Case(lambda w: w.main.query_one(FreezeBar).display),
    "app.silent_mode": Case(lambda w: w.main.query_one(SilentBar).display),
    "app.do_not_disturb": Case(Opens(ChoiceDialog)),
    "app.log_out": Case(Opens(ConfirmDialog)),
    "app.quit": Case(lambda w: not w.app.is_running or w.app._exit),
    "app.log_in_again": Case(Opens(LogInAgainDialog), expires=True),
    "self.rename": Case(Opens(AliasDialog)),
    "inbox.all": Case(
        lambda w: w.main.inbox.list.filter is InboxFilter.ALL, part=InboxFilter.UNREAD
    ),
    "inbox.unread": Case(lambda w: w.main.inbox.list.filter is InboxFilter.UNREAD),
    "inbox.groups": Case(lambda w: w.main.inbox.list.filter is InboxFilter.GROUPS),
    "inbox.reports": Case(lambda w: w.main.inbox.list.filter is InboxFilter.REPORTS),
    "inbox.archived": Case(lambda w: w.main.inbox.list.filter is InboxFilter.ARCHIVED),
    "inbox.folder_1": Case(lambda w: part_title(w.main.inbox.list.filter) == "Uno", folders=True),
    "inbox.folder_2": Case(lambda w: part_title(w.main.inbox.list.filter) == "Dos", folders=True),
    "inbox.folder_3": Case(lambda w: part_title(w.main.inbox.list.filter) == "Tres", folders=True),
    "conversation.acknowledge": Case(lambda w: ("acknowledge", GROUP) in w.calls),
    "conversation.next_unread": Case(lambda w: w.main.pane.conversation_id == "c-bache"),
    "watch.next_hit": Case(
        lambda w: w.main.pane.selected_message_id == "m-bache-003", watched=True
    ),
    "insight.open": Case(Opens(InsightScreen)),
    "inbox.catch_up": Case(lambda w: w.main.rounds.is_catching_up),
    "inbox.mark_all_read": Case(Opens(ConfirmDialog)),
    "conversation.switch": Case(Opens(Switcher)),
    "conversation.next": Case(lambda w: w.main.pane.conversation_id == "c-ana"),
    "conversation.previous": Case(
        lambda w: w.main.pane.conversation_id == GROUP, conversation=BELOW
    ),
    "conversation.new": Case(Opens(PersonDialog)),
    "conversation.pin": Case(lambda w: not w.own().pinned),
    "conversation.archive": Case(lambda w: w.own().archived),
    "conversation.mute": Case(Opens(ChoiceDialog)),
    "conversation.mark_unread": Case(lambda w: w.own().marked_unread),
    "conversation.details": Case(Opens(Details)),
    "conversation.menu": Case(lambda w: w.offers(everything=False)),
    "group.icon": Case(Opens(ChoiceDialog)),
    "group.role": Case(Opens(ChoiceDialog)),
    "conversation.newest": Case(lambda w: w.main.pane.timeline.following, scrolled_away=True),
    "search.here": Case(lambda w: w.searches(GROUP)),
    "search.everywhere": Case(lambda w: w.searches(None)),
    "search.older": Case(lambda w: w.is_on_hit(2), message=True, on=ANSWER, searched=True),
    "search.newer": Case(lambda w: w.is_on_hit(0), message=True, on=ANSWER, searched=True),
    "group.new": Case(Opens(NewGroupDialog)),
    "group.rename": Case(Opens(TextDialog)),
    "group.add_member": Case(Opens(PeopleDialog)),
    "group.remove_member": Case(Opens(ChoiceDialog)),
    "conversation.leave": Case(Opens(ConfirmDialog)),
    "conversation.pinned": Case(lambda w: w.main.pane.selected_message_id == PINNED, pinned=True),
    "report.discuss": Case(Opens(TextDialog)),
    "report.show": Case(Opens(ReportCard), conversation=ABOUT_REPORT),
    "image.send": Case(Opens(SendImageDialog)),
    "image.show": Case(Opens(ImageDialog), message=True, image=True),
    "writing.emoji": Case(Opens(EmojiPicker)),
    "writing.editor": Case(lambda w: "cannot be lent" in w.main.pane.desk.complaint.words),
    "image.save": Case(
        lambda w: any(call[0] == "image" for call in w.calls), message=True, image=True
    ),
    "message.star": Case(lambda w: ("star", OWN, True) in w.calls, message=True),
    "message.pin": Case(lambda w: ("pin", OWN, True) in w.calls, message=True),
    "message.open_link": Case(  # there is no browser where the tests run
        lambda w: w.app.clipboard == "https://example.org/x", message=True, link=True
    ),
    "message.copy_link": Case(
        lambda w: w.app.clipboard == "https://example.org/x", message=True, link=True
    ),
    "message.info": Case(Opens(FactsDialog), message=True),
    "message.who_reacted": Case(Opens(FactsDialog), message=True),
    "message.forward": Case(Opens(Switcher), message=True),
    "message.starred_list": Case(Opens(MessageFinder), starred=True),
    "message.quoted": Case(
        lambda w: w.main.pane.selected_message_id == "m-cuadra-007", message=True, on=ANSWER
    ),
    "app.jump_back": Case(lambda w: w.main.pane.composer.has_focus, jumped=True),
    "message.select": Case(lambda w: w.main.pane.selected_message_id is not None),
    "message.reply": Case(lambda w: w.main.pane.composer.reply_to_id == OWN, message=True),
    "message.edit": Case(lambda w: w.main.pane.composer.editing_id == OWN, message=True),
    "message.delete": Case(lambda w: ("delete", OWN) in w.calls, message=True),
    "message.undelete": Case(
        lambda w: any(call[0] == "take_back" for call in w.calls), message=True, deleted=True
    ),
    "message.react": Case(Opens(ChoiceDialog), message=True),
    "message.copy": Case(lambda w: w.app.clipboard.startswith("Voy. Llevo"), message=True),
    "message.flag": Case(Opens(ReasonDialog), message=True, on=ANSWER),
    "conversation.flag": Case(Opens(ChoiceDialog)),
    "moderation.menu": Case(Opens(ModerationMenu)),
    "moderation.remove_message": Case(Opens(ReasonDialog), message=True, on=ANSWER),
    "moderation.mute": Case(Opens(ChoiceDialog)),
    "moderation.suspend": Case(Opens(ChoiceDialog)),
    "moderation.lift": Case(Opens(ChoiceDialog)),
    "moderation.lock": Case(Opens(ReasonDialog)),
    "moderation.unlock": Case(Opens(ReasonDialog), locked=True),
    "moderation.members": Case(Opens(ChoiceDialog)),
    "moderation.add_members": Case(Opens(PeopleDialog)),
    "moderation.remove_member": Case(Opens(ChoiceDialog)),
    "moderation.observe": Case(  # what is open already is not opened
        lambda w: is_told(w, "You are in this conversation")
    ),
    "moderation.stop_observing": Case(
        lambda w: ("stop_observing", GROUP) in w.calls, observing=True
    ),
    "moderation.record": Case(Opens(ChoiceDialog)),
    "audit.open": Case(Opens(AuditTrail)),
    "message.copy_evidence": Case(Opens(ChoiceDialog), message=True),
    "message.history": Case(Opens(FactsDialog), message=True),
    "message.retry": Case(lambda w: ("retry", 7) in w.calls, failed=True),
    "message.discard": Case(Opens(ConfirmDialog), message=True, failed=True),
    "triage.open": Case(lambda w: w.main.queue.part is QueuePart.OPEN),
    "triage.answer": Case(lambda w: w.main.pane.composer.has_focus, queue=QueuePart.OPEN),
    "triage.claim": Case(lambda w: w.case.claimed_by == w.main.store.me, queue=QueuePart.OPEN),
    "triage.release": Case(lambda w: w.case.claimed_by is None, queue=QueuePart.MINE, claimed=True),
    "triage.next": Case(
        lambda w: w.case.done_at is not None and w.main.pane.conversation_id != GROUP,
        queue=QueuePart.OPEN,
    ),
    "triage.done": Case(lambda w: w.case.done_at is not None, queue=QueuePart.OPEN),
    "triage.reopen": Case(lambda w: w.case.done_at is None, queue=QueuePart.DONE),
    "triage.snooze": Case(Opens(ChoiceDialog), queue=QueuePart.OPEN),
    "triage.hand_over": Case(lambda w: w.was_told(local_words()), queue=QueuePart.OPEN),
    "triage.note": Case(Opens(TextDialog), queue=QueuePart.OPEN),
    "stage.inspect": Case(Opens(Inspector), traced=True),
    "triage.about": Case(Opens(FactsDialog), queue=QueuePart.OPEN),
    "triage.undo": Case(lambda w: w.case.claimed_by is None, queue=QueuePart.MINE, claimed=True),
}


async def prepared(
    case: Case, place: Place, app: MessengerApp, pilot: Pilot[None], engine: Any
) -> World:
    """The group is open, and what the case needs is selected; the keyboard is in `place`."""
    main = app.screen
    assert isinstance(main, MainScreen)
    if case.traced:
        app.launch = structs.replace(app.launch, instruments=Instruments())
    if case.expires:
        engine.expires_at = NOW + timedelta(days=3)
    if case.image:
        image = structs.replace(engine.store.base_message(OWN), type=MessageType.IMAGE, revision=1)
        engine.store.apply(HistoryPage(GROUP, (image,), False, False))
        engine.refusal = Unreachable("The network is down.")
    if case.locked:
        lock = Lock(SafeText("fight"), NOW)
        engine.store.apply(ConversationUpdated(GROUP, ConversationChanges(lock=lock)))
    if case.observing:
        role = MemberChanges(role=Role.OBSERVER)
        engine.store.apply(MemberUpdated(GROUP, engine.store.me, role))
    if case.link:
        words = SafeText("https://example.org/x")
        told = structs.replace(engine.store.base_message(OWN), content=words, revision=1)
        engine.store.apply(HistoryPage(GROUP, (told,), False, False))
    if case.pinned:
        engine.store.apply(
            ConversationUpdated(GROUP, ConversationChanges(pinned_message_id=PINNED))
        )
    if case.conversation == ABOUT_REPORT:
        engine.refusal = Unreachable("The network is down.")
    main.open(case.conversation)
    await pilot.pause()
    if case.failed:
        engine.store.apply(OutboxPut(FAILED))
        await pilot.pause()
    if case.scrolled_away:
        main.pane.timeline.scroll_to(y=0, animate=False)
        await pilot.pause()
    if case.part is not InboxFilter.ALL:
        main.inbox.show_filter(case.part)
    if case.message or place is Place.MESSAGE:
        assert main.pane.jump_to(MessageId("temp-lost") if case.failed else case.on)
        main.pane.focus_timeline()
    if case.deleted:
        await engine.delete(case.on)
    if case.searched:
        pages = [page async for page in engine.search(parse_query("la", NOW), GROUP)]
        main.trail.take("la", pages[-1], pages[-1].hits, 1)
    if case.starred:
        await engine.star(PINNED, starred=True)
    if case.jumped:
        assert await main.jumps.to(GROUP, PINNED)
    if place is Place.INBOX:
        main.inbox.list.select(case.conversation)
        main.inbox.list.focus()
    if place is Place.MODERATING:
        await pilot.press("alt+shift+m")
        await until(lambda: isinstance(app.screen, ModerationMenu))
    if case.claimed:
        await engine.triage.claim([GROUP])
    if case.queue is QueuePart.DONE:
        await engine.triage.finish([GROUP])
    if case.queue is not None or place is Place.TRIAGE:
        main.show_queue(case.queue)
        await settled(pilot.app)
        assert main.queue.pane is not None
        main.queue.pane.list.select(GROUP)
    if place is Place.WALL:
        main.walls.hang((BELOW, ABOUT_REPORT, GROUP))
        main.walls.open()
    await settled(pilot.app)
    app.repaint = lambda: engine.calls.append(("repaint",))
    return World(app, main, engine.calls)


@pytest.fixture(autouse=True)
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an action does is asked of the app; `screenshots` see to what is painted."""
    monkeypatch.setattr(Compositor, "render_update", paint_nothing)


@pytest.fixture(autouse=True)
def without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/9")


ELSE = [action for action in ACTIONS.values() if not isinstance(CASES[action.id].holds, Opens)]
DIALOGS = [action for action in ACTIONS.values() if isinstance(CASES[action.id].holds, Opens)]


@pytest.mark.parametrize(
    ("action", "place", "key"),
    [(action, *place_and_key) for action in ELSE for place_and_key in keys_of(action)],
    ids=lambda value: value.id if isinstance(value, Action) else str(value),
)
async def test_by_key(action: Action, place: Place, key: str, open_app, engine) -> None:
    case = CASES[action.id]
    async with opened(case, open_app) as (app, pilot):
        world = await prepared(case, place, app, pilot, engine)
        assert not case.holds(world)
        await pilot.press(key)
        await until(lambda: case.holds(world))


@pytest.mark.parametrize("action", ELSE, ids=lambda action: action.id)
async def test_from_the_palette(action: Action, open_app, engine) -> None:
    case = CASES[action.id]
    async with opened(case, open_app) as (app, pilot):
        world = await prepared(case, Place.ANYWHERE, app, pilot, engine)
        assert not case.holds(world)
        await choose(action, world, pilot)
        await until(lambda: case.holds(world))


@pytest.mark.parametrize("action", DIALOGS, ids=lambda action: action.id)
async def test_a_dialog_by_each_key_and_from_the_palette(action: Action, open_app, engine) -> None:
    case = CASES[action.id]
    async with open_app() as (app, pilot):
        for place, key in keys_of(action):
            world = await prepared(case, place, app, pilot, engine)
            assert not case.holds(world)
            await pilot.press(key)
            await until(partial(case.holds, world))
            await close(world, pilot)
        world = await prepared(case, Place.ANYWHERE, app, pilot, engine)
        assert not case.holds(world)
        await choose(action, world, pilot)
        await until(partial(case.holds, world))


def opened(case: Case, open_app: OpenApp) -> AbstractAsyncContextManager[tuple[Any, Any]]:
    """The app with what the user has set up."""
    return open_app(folders=FOLDERS if case.folders else (), rules=RULES if case.watched else ())


async def choose(action: Action, world: World, pilot: Pilot[None]) -> None:
    """Choose it in the palette."""
    await pilot.press("ctrl+p")
    await until(lambda: world.offers(everything=True))
    world.app.screen.query_one(Input).value = _(action.title)
    await settled(pilot.app)
    await pilot.press("enter")


async def close(world: World, pilot: Pilot[None]) -> None:
    """Close what is open, without an answer."""
    while isinstance(world.app.screen, ModalScreen):
        world.app.screen.dismiss(None)
        await settled(pilot.app)


async def test_while_a_message_is_typed_letters_are_letters(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        world = await prepared(Case(bool), Place.ANYWHERE, app, pilot, engine)
        await pilot.press("p", "a", "m", "u", "r", "1", "slash", "question_mark")
        await pilot.pause()
        assert world.main.pane.composer.text == "pamur1/?"
        assert world.own().pinned


async def test_what_cannot_be_done_says_why(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        await prepared(Case(bool), Place.ANYWHERE, app, pilot, engine)
        await pilot.press("alt+r")
        await pilot.pause()
        assert [n.message for n in app._notifications] == [
            "Select a message first, with Alt+↑ or the mouse."
        ]


async def test_on_what_nobody_wrote_a_letter_says_that_a_message_is_needed(
    open_app, engine
) -> None:
    notice = structs.replace(engine.store.base_message(OWN), type=MessageType.SYSTEM, revision=1)
    engine.store.apply(HistoryPage(GROUP, (notice,), False, False))
    async with open_app() as (app, pilot):
        world = await prepared(Case(bool), Place.ANYWHERE, app, pilot, engine)
        world.main.pane.focus_timeline()
        world.main.pane.timeline.select(engine.store.timeline(GROUP).rows.index(OWN))
        assert world.main.pane.selected_message_id is None
        await pilot.press("i")
        await settled(pilot.app)
        assert app.screen is world.main
        assert [n.message for n in app._notifications] == [
            "Select a message first, with Alt+↑ or the mouse."
        ]


async def test_keys_of_the_inbox_do_not_count_on_a_message(open_app, engine) -> None:
    async with open_app() as (app, pilot):
        world = await prepared(Case(bool, message=True), Place.MESSAGE, app, pilot, engine)
        await pilot.press("p", "a", "u", "n")
        await pilot.pause()
        assert world.own().pinned
        assert not world.own().archived
        assert not world.own().marked_unread
        assert app.screen is world.main
