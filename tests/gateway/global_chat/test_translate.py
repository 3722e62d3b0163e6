"""Whatever a stranger typed is harmless when it has been translated."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from safespot_tui.contract.entities import (
    ConversationModel,
    EntitiesModel,
    MemberModel,
    MessageModel,
    MetadataModel,
    NoticeModel,
    ReactionModel,
    ReportModel,
    UserModel,
)
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import Entities
from safespot_tui.domain.message import NoticeKind
from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.global_chat import translate

HOSTILE = "a\x1b]52;c;eA==\x07\n\x9b2J\u202eb"
AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_every_text_is_made_safe():
    assert translate.user(UserModel(id="u", alias=HOSTILE)).alias == safe_line(HOSTILE)
    report = translate.report(ReportModel(id="r", title=HOSTILE, category=HOSTILE))
    assert (report.title, report.category) == (safe_line(HOSTILE), safe_line(HOSTILE))
    conversation = translate.conversation(
        ConversationModel(
            id="c",
            type=ConversationType.GROUP,
            created_at=AT,
            metadata=MetadataModel(name=HOSTILE, icon=HOSTILE),
        )
    )
    assert (conversation.name, conversation.icon) == (safe_line(HOSTILE), safe_line(HOSTILE))
    message = translate.message(
        MessageModel(
            id="m",
            conversation_id="c",
            sender_id="u",
            content=HOSTILE,
            created_at=AT,
            position=1,
            revision=1,
            reactions=[ReactionModel(emoji=HOSTILE, user_ids=["u"])],
            notice=NoticeModel(kind=NoticeKind.RENAMED, name=HOSTILE),
        )
    )
    assert message.content == safe_text(HOSTILE)
    assert message.reactions[0].emoji == safe_line(HOSTILE)
    assert message.notice is not None
    assert message.notice.name == safe_line(HOSTILE)


@pytest.mark.parametrize("text", ["", None, "a\x1bb", "a\nb", "ñ", "a\x7f", "\u202ea"])
def test_an_id_that_is_not_plain_is_none(text: str | None):
    with pytest.raises(NotUnderstood):
        translate.identifier(text)


def test_times_are_in_utc():
    buenos_aires = timezone(timedelta(hours=-3))
    assert translate.moment(datetime(2026, 11, 24, 7, tzinfo=buenos_aires)) == AT
    assert translate.moment(datetime(2026, 11, 24, 10)) == AT  # noqa: DTZ001
    assert translate.moment(AT).tzinfo is UTC


@pytest.mark.parametrize("year", [1, 1969, 9000, 9999])
def test_times_that_no_clock_can_show_are_not_understood(year: int):
    with pytest.raises(NotUnderstood):
        translate.moment(datetime(year, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("number", [-1, 2**53 + 1, 2**70])
def test_positions_fit_everywhere(number: int):
    with pytest.raises(NotUnderstood):
        translate.count(number)
    assert translate.count(0) == 0


def test_no_entities_are_none():
    assert translate.entities(None) == Entities()


def test_entities_of_all_kinds_come_along():
    member = MemberModel(conversation_id="c", user_id="u", joined_at=AT, pinned=True)
    entities = translate.entities(
        EntitiesModel(
            conversations={"c": ConversationModel(id="c", type=ConversationType.DM, created_at=AT)},
            members={"c": {"u": member, "v": member.model_copy(update={"user_id": "v"})}},
            messages={
                "m": MessageModel(
                    id="m",
                    conversation_id="c",
                    sender_id=None,
                    content="",
                    created_at=AT,
                    position=0,
                    revision=1,
                )
            },
            users={"u": UserModel(id="u", alias="U")},
            reports={"r": ReportModel(id="r", title="R", category="k")},
        )
    )
    assert [each.id for each in entities.conversations] == ["c"]
    assert [(each.user_id, each.pinned) for each in entities.members] == [("u", True), ("v", True)]
    assert [each.id for each in entities.messages] == ["m"]
    assert [each.id for each in entities.users] == ["u"]
    assert [each.id for each in entities.reports] == ["r"]


def test_a_promised_entity_that_is_missing_is_not_understood():
    assert translate.found({"a": 1, "b": 2}, ["b", "a"]) == [2, 1]
    with pytest.raises(NotUnderstood):
        translate.found({"a": 1}, ["a", "b"])
