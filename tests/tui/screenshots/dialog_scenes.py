"""Every dialog, and how one gets there."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from PIL import Image
from textual.widgets import Input

from safespot_tui.domain.audit import AuditAction
from safespot_tui.domain.ids import ConversationId, ReportId
from safespot_tui.domain.report import Report
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.checklist.checklist import Checklist
from safespot_tui.tui.inspector.inspector import Inspector
from safespot_tui.tui.inspector.knobs import KnobsDialog
from safespot_tui.tui.inspector.reasons import Here
from safespot_tui.tui.screens.alias import AliasDialog
from safespot_tui.tui.screens.ask_text import TextDialog
from safespot_tui.tui.screens.audit import AuditTrail
from safespot_tui.tui.screens.choose import ChoiceDialog
from safespot_tui.tui.screens.confirm import ConfirmDialog
from safespot_tui.tui.screens.details import Details
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.emoji_picker import EmojiPicker
from safespot_tui.tui.screens.facts import FactsDialog
from safespot_tui.tui.screens.group import NewGroupDialog, PeopleDialog
from safespot_tui.tui.screens.help import HelpScreen
from safespot_tui.tui.screens.hit_list import HitList
from safespot_tui.tui.screens.image import ImageDialog
from safespot_tui.tui.screens.insight import InsightScreen
from safespot_tui.tui.screens.log_in_again import LogInAgainDialog
from safespot_tui.tui.screens.messages import MessageFinder
from safespot_tui.tui.screens.moderate import ModerationMenu
from safespot_tui.tui.screens.palette import ActionPalette
from safespot_tui.tui.screens.passages import PassageView
from safespot_tui.tui.screens.people import PersonDialog
from safespot_tui.tui.screens.reason import ReasonDialog
from safespot_tui.tui.screens.report import ReportCard
from safespot_tui.tui.screens.row_list import RowList
from safespot_tui.tui.screens.search import SearchDialog
from safespot_tui.tui.screens.send_image import SendImageDialog
from safespot_tui.tui.screens.switcher import Switcher
from safespot_tui.tui.screens.theme_chooser import ThemeChooser
from tests.instruments.trace.entries import Notes
from tests.sync.still_clock import StillClock
from tests.tui.fake_acting import entry
from tests.tui.neighbourhood import NOW, user_id
from tests.tui.screenshots.stage import CUADRA, FUTBOL, LUZ, Scene, Stage, Step
from tests.tui.until import until

PICTURE = "https://images.example.org/cuadra.png"


def doing(action_id: str, conversation_id: ConversationId = CUADRA) -> Step:
    async def step(stage: Stage) -> None:
        await stage.open(conversation_id)
        await stage.perform(action_id)

    return step


def doing_to_message(action_id: str, number: int = 8) -> Step:
    async def step(stage: Stage) -> None:
        await stage.choose(number)
        await stage.perform(action_id)

    return step


async def switcher(stage: Stage) -> None:
    await doing("conversation.switch")(stage)
    await stage.press(*"pla")


async def search(stage: Stage) -> None:
    await doing("search.everywhere")(stage)
    # At once: what is found for the first letters would look like the end.
    stage.app.screen.query_one(Input).value = "llev"
    said = _("All your messages were searched, on the server.")
    await until(lambda: str(stage.app.screen.query_one("#where", Words).content).endswith(said))


async def emoji(stage: Stage) -> None:
    await doing("writing.emoji")(stage)
    await stage.press(*"gato")


async def starred(stage: Stage) -> None:
    await stage.choose(9)
    await stage.perform("message.star")
    await stage.perform("message.starred_list")


async def report(stage: Stage) -> None:
    known = stage.engine.store.report(ReportId("r-luz"))
    stage.engine.reports[known.id] = Report(
        known.id,
        known.title,
        known.category,
        description=SafeText("Tres luminarias sin luz desde el viernes, frente a los juegos."),
        place=SafeText("Plaza Mitre, Sarmiento y Alem"),
        status=SafeText("En curso"),
        happened_at=NOW - timedelta(days=4),
        image_urls=(SafeText(PICTURE),),
    )
    await doing("report.show", LUZ)(stage)


async def insight(stage: Stage) -> None:
    await doing("insight.open")(stage)
    view = stage.app.screen.query_one(PassageView)
    await until(lambda: any(_("By hour") in line for line in view.lines_of_text))


async def inspector(stage: Stage) -> None:
    instruments = Instruments(StillClock())
    instruments.checklist = Checklist(stage.engine.store)
    instruments.trace.listeners.append(instruments.checklist.note)
    notes = Notes(instruments.trace)
    connection = notes.stream()
    notes.exchange("GET", "/conversations/c-cuadra/messages?limit=50", 200, seconds=0.18)
    for _beat in range(8):
        notes.frame(connection, "", id_="")
    notes.frame(connection, "typing", '{"conversation_id":"c-cuadra","typing":true}')
    notes.exchange("POST", "/conversations/c-cuadra/messages", 429, seconds=0.02)
    notes.broke(notes.ask("PUT", "/conversations/c-cuadra/read"), "ConnectError: refused")
    notes.patch(uncaused=("MemberUpdated",))
    notes.message(connection)
    await stage.open()
    stage.app.push_screen(Inspector(instruments, stage.engine.store, Here(CUADRA)))


async def knobs(stage: Stage) -> None:
    instruments = Instruments(StillClock(), may_disturb=True)
    for order in ("duplicate frames 0.2", "delay answers 300ms"):
        instruments.faults.order(order)
    await stage.open()
    stage.app.push_screen(KnobsDialog(instruments.faults))


async def image(stage: Stage) -> None:
    flag = Image.new("RGB", (30, 18), "#74acdf")
    flag.paste("#ffffff", (0, 6, 30, 12))
    flag.paste("#f6b40e", (13, 7, 17, 11))
    file = BytesIO()
    flag.save(file, "PNG")
    stage.engine.images[PICTURE] = file.getvalue()
    await stage.open()
    stage.app.push_screen(
        ImageDialog(stage.engine, SafeText(PICTURE), SafeText("La plaza el 25 de mayo"))
    )
    await stage.settle()
    await until(lambda: not stage.app.screen.query_one("#state", Words).display)


async def alias(stage: Stage) -> None:
    await stage.perform("self.rename")


def furnish(home: Path) -> None:
    (home / "Fotos de la plaza").mkdir()
    for age, name in enumerate(("esquina.jpg", "luces 🌃.png")):
        (home / name).write_bytes(b"x" * 123_456)
        changed_at = (NOW - timedelta(hours=20 * age + 1)).timestamp()
        os.utime(home / name, (changed_at, changed_at))


async def send_image(stage: Stage) -> None:
    with TemporaryDirectory() as home, mock.patch.dict(os.environ, HOME=home):
        furnish(Path(home))
        await stage.perform("image.send")
        await until(lambda: stage.app.screen.query_one(RowList).rows)
    await stage.settle()


async def audit(stage: Stage) -> None:
    luis = user_id("luis")
    stage.engine.acting.trail = [
        entry(91, AuditAction.CONVERSATION_OPENED, "a flag", conversation_id=CUADRA),
        entry(93, AuditAction.MESSAGE_REMOVED, "insults", user_id=luis, conversation_id=CUADRA),
        entry(94, AuditAction.USER_MUTED, "insults, twice", user_id=luis),
        entry(96, AuditAction.CONVERSATION_LOCKED, "let it cool down", conversation_id=CUADRA),
        entry(98, AuditAction.CONVERSATION_UNLOCKED, "all is well", conversation_id=CUADRA),
        entry(99, AuditAction.USER_UNMUTED, "said sorry", user_id=luis),
    ]
    await doing("audit.open")(stage)
    await until(lambda: len(stage.app.screen.query_one(HitList).rows) > 1)


async def log_in_again(stage: Stage) -> None:
    stage.app.push_screen(LogInAgainDialog(stage.engine))


SCENES = (
    Scene("help", HelpScreen, doing("app.help")),
    Scene("palette", ActionPalette, doing("app.palette")),
    Scene("switcher", Switcher, switcher),
    Scene("search", SearchDialog, search),
    Scene("details", Details, doing("conversation.details")),
    Scene("new-conversation", PersonDialog, doing("conversation.new")),
    Scene("new-group", NewGroupDialog, doing("group.new")),
    Scene("add-people", PeopleDialog, doing("group.add_member", FUTBOL)),
    Scene("mute", ChoiceDialog, doing("conversation.mute")),
    Scene("leave", ConfirmDialog, doing("conversation.leave")),
    Scene("rename", TextDialog, doing("group.rename")),
    Scene("alias", AliasDialog, alias),
    Scene("colours", ThemeChooser, doing("app.choose_theme")),
    Scene("emoji", EmojiPicker, emoji),
    Scene("message-info", FactsDialog, doing_to_message("message.info")),
    Scene("starred", MessageFinder, starred),
    Scene("report", ReportCard, report),
    Scene("insight", InsightScreen, insight),
    Scene("inspector", Inspector, inspector),
    Scene("knobs", KnobsDialog, knobs),
    Scene("image", ImageDialog, image),
    Scene("send-image", SendImageDialog, send_image),
    Scene("reason", ReasonDialog, doing_to_message("message.flag")),
    Scene("moderate", ModerationMenu, doing_to_message("moderation.menu")),
    Scene("audit", AuditTrail, audit),
    Scene("log-in-again", LogInAgainDialog, log_in_again),
)
