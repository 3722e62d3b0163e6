from collections.abc import Iterator
from datetime import date

import pytest
from msgspec import structs

from safespot_tui import i18n
from safespot_tui.domain.member import Role
from safespot_tui.domain.message import Message, Notice, NoticeKind
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.conversation.words import (
    alias_of,
    badge_words,
    day_words,
    notice_words,
    tombstone_words,
    unread_words,
)
from tests.tui.conversation.conftest import ANA, BETO, ME, Chat

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.install("en")
    yield
    i18n.install("en")


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "Today"),
        (date(2026, 11, 23), "Yesterday"),
        (date(2026, 11, 3), "Tuesday, November 3"),
        (date(2025, 12, 31), "Wednesday, December 31, 2025"),
        (date(2026, 11, 25), "Wednesday, November 25"),
    ],
)
def test_days(day: date, words: str) -> None:
    assert day_words(day, TODAY) == words


def test_days_in_spanish() -> None:
    i18n.install("es")
    assert day_words(TODAY, TODAY) == "Hoy"
    assert day_words(date(2026, 11, 3), TODAY) == "martes 3 de noviembre"
    assert day_words(date(2025, 12, 31), TODAY) == "miércoles 31 de diciembre de 2025"


def test_counts() -> None:
    assert (unread_words(1), badge_words(3)) == ("1 new", "+3 new ↓")
    i18n.install("es_AR.UTF-8")
    assert (badge_words(1), badge_words(3)) == ("+1 nuevo ↓", "+3 nuevos ↓")


ICON = SafeText("🏠")
GROUP = SafeText("Edificio {who}")
WHY = SafeText("{who}")


@pytest.mark.parametrize(
    ("sender", "notice", "words"),
    [
        (ANA, Notice(NoticeKind.CREATED, name=GROUP), "Ana created “Edificio {who}”"),
        (ANA, Notice(NoticeKind.CREATED), "Ana started the conversation"),
        (BETO, Notice(NoticeKind.JOINED), "Beto joined"),
        (BETO, Notice(NoticeKind.JOINED, (BETO,)), "Beto joined"),
        (ANA, Notice(NoticeKind.JOINED, (BETO, ME)), "Ana added Beto, you"),
        (BETO, Notice(NoticeKind.LEFT), "Beto left"),
        (ANA, Notice(NoticeKind.REMOVED, (BETO,)), "Ana removed Beto"),
        (ANA, Notice(NoticeKind.RENAMED, name=GROUP), "Ana renamed the group to “Edificio {who}”"),
        (ME, Notice(NoticeKind.JOINED, (BETO,)), "You added Beto"),
        (ME, Notice(NoticeKind.LEFT), "You left"),
        (ANA, Notice(NoticeKind.ICON_CHANGED, name=ICON), "Ana gave the group the icon 🏠"),
        (ANA, Notice(NoticeKind.ICON_CHANGED), "Ana took the icon away"),
        (ANA, Notice(NoticeKind.ROLE_CHANGED, (ME,), role=Role.ADMIN), "Ana made you an admin"),
        (ANA, Notice(NoticeKind.ROLE_CHANGED, (ME,)), "Ana made you a plain member"),
        (
            ANA,
            Notice(NoticeKind.ROLE_CHANGED, (ME,), role=Role.OWNER),
            "Ana made you an owner of the group",
        ),
        (ANA, Notice(NoticeKind.JOINED, (ME,)), "Ana added you"),
        (ANA, Notice(NoticeKind.REMOVED, (ME,)), "Ana removed you"),
        (
            None,
            Notice(NoticeKind.RENAMED, name=GROUP),
            "Unknown person renamed the group to “Edificio {who}”",
        ),
        (None, Notice(NoticeKind.REMOVED, (ME,)), "The moderators removed you"),
        (None, Notice(NoticeKind.REMOVED, (BETO,)), "The moderators removed Beto"),
        (None, Notice(NoticeKind.JOINED, (BETO,)), "The moderators added Beto"),
        (
            None,
            Notice(NoticeKind.LOCKED, name=GROUP),
            "The moderators locked the conversation: Edificio {who}",
        ),
        (
            None,
            Notice(NoticeKind.UNLOCKED, name=GROUP),
            "The moderators unlocked the conversation: Edificio {who}",
        ),
        (ME, Notice(NoticeKind.JOINED, (ME,)), "You joined"),
        (ME, Notice(NoticeKind.ROLE_CHANGED, (BETO,)), "You made Beto a plain member"),
        (
            ME,
            Notice(NoticeKind.ROLE_CHANGED, (BETO,), role=Role.OWNER),
            "You made Beto an owner of the group",
        ),
    ],
)
def test_notices(chat: Chat, sender: object, notice: Notice, words: str) -> None:
    chat.start()
    message: Message = chat.message("", sender, notice=notice)  # type: ignore[arg-type]
    assert notice_words(chat.store, message) == words


def test_in_spanish_nobody_does_anything_to_vos(chat: Chat) -> None:
    chat.start()
    i18n.install("es_AR.UTF-8")
    for kind, role, words in (
        (NoticeKind.JOINED, None, "Ana te agregó"),
        (NoticeKind.REMOVED, None, "Ana te sacó"),
        (NoticeKind.ROLE_CHANGED, Role.OWNER, "Ana te dio el grupo"),
        (NoticeKind.ROLE_CHANGED, Role.ADMIN, "Ana te dio la administración"),
        (NoticeKind.ROLE_CHANGED, None, "Ana te quitó la administración"),
    ):
        message = chat.message("", ANA, notice=Notice(kind, (ME,), role=role))
        assert notice_words(chat.store, message) == words


def test_in_spanish_moderators_are_several(chat: Chat) -> None:
    chat.start()
    i18n.install("es_AR.UTF-8")
    for notice, words in (
        (Notice(NoticeKind.REMOVED, (BETO,)), "Los moderadores sacaron a Beto"),
        (Notice(NoticeKind.REMOVED, (ME,)), "Los moderadores te sacaron"),
        (Notice(NoticeKind.JOINED, (BETO,)), "Los moderadores agregaron a Beto"),
        (Notice(NoticeKind.JOINED, (ME,)), "Los moderadores te agregaron"),
        (Notice(NoticeKind.LOCKED, name=WHY), "Los moderadores cerraron la conversación: {who}"),
    ):
        message: Message = chat.message("", None, notice=notice)  # type: ignore[arg-type]
        assert notice_words(chat.store, message) == words


def test_what_moderators_took_away_says_why(chat: Chat) -> None:
    chat.start()
    message = structs.replace(chat.message("", ANA), deleted_at=chat.message("").created_at)
    assert tombstone_words(message) == "This message was deleted."
    removed = structs.replace(message, removal=SafeText("{reason} spam"))
    assert tombstone_words(removed) == "Removed by the moderators: {reason} spam"


def test_people(chat: Chat) -> None:
    chat.start()
    assert alias_of(chat.store, ME) == "You"
    assert alias_of(chat.store, ANA) == "Ana"
    assert alias_of(chat.store, None) == "Unknown person"
