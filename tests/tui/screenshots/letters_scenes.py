"""Signs of which terminals lose count, in names, titles, messages, reactions and drafts."""

from msgspec import structs

from safespot_tui.domain.event import HistoryPage
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.store.patch import Learned
from safespot_tui.tui.screens.details import Details
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.neighbourhood import entities_of, user_id
from tests.tui.screenshots.dialog_scenes import doing
from tests.tui.screenshots.stage import Scene, Stage
from tests.tui.until import until

LETTERS = ConversationId("c-letters")

TRICKY = (
    "👩‍👩‍👧‍👦 familia, 👍🏽 y 🇦🇷🇺🇾 banderas",
    "日本語のお知らせ: 明日は停電です、気をつけて",
    "مرحبا يا جيران، الاجتماع الليلة في الساحة",
    "שלום לכולם, נפגשים בכיכר",
    "❤️ ☎️ ⚠️ con selector, ❤ ☎ ⚠ sin él",
    "Acentos sueltos: áéíóu̵ ñ Z͑ͫ̓a̴lgo",
    "한국어 메시지 ㅋㅋㅋ ｆｕｌｌ　ｗｉｄｔｈ",
    "ไทย กำลังมา हिन्दी नमस्ते 🏳️‍🌈 1️⃣ #️⃣",
)
"""What makes terminals lose count: joined, flags, wide, right to left, selectors, marks."""


async def letters(stage: Stage) -> None:
    people = [f"letters-{number}" for number in range(len(TRICKY))]
    lines = [[f"16:{n:02}", people[n], text] for n, text in enumerate(TRICKY)]
    everything = [f"16:{len(TRICKY):02}", people[0], " ".join(TRICKY)]
    table = {
        "title": f"{TRICKY[0][:8]} 家族 مرحبا 🇦🇷 Z͑ͫ",
        "icon": "🏳️‍🌈",
        "others": people,
        "lines": [*lines, everything],
        "replies": {"9": 2, 9: 2},
        "reactions": {"3": [["👨‍👩‍👧", people[0]], ["❤️", people[1]]]},
        "unread": 2,
    }
    entities = entities_of("letters", table)
    names = [text[:24] for text in TRICKY]
    users = tuple(User(user_id(p), SafeText(n)) for p, n in zip(people, names, strict=True))
    stage.engine.store.apply(
        Learned(structs.replace(entities, users=users)),
        HistoryPage(LETTERS, entities.messages, has_older=False, has_newer=False),
    )
    await stage.open(LETTERS)
    stage.main.pane.desk.write(SafeText(TRICKY[0]))
    await until(lambda: stage.engine.store.draft(LETTERS) is not None)


async def letters_listed(stage: Stage) -> None:
    await doing("conversation.details", LETTERS)(stage)


SCENES = (
    Scene("letters", MainScreen, letters),
    Scene("letters-details", Details, letters_listed),
)
