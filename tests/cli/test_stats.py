"""`stats`, on a file of its own."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, MessageRow, Wishes
from safespot_tui.cli import figures
from safespot_tui.cli.archives import claim_archive
from safespot_tui.cli.main import main
from safespot_tui.config.locations import settings_path
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId, UserId
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.insight.known import Known
from safespot_tui.insight.period import Period

ME, ANA, OLGA = UserId("me"), UserId("ana"), UserId("olga")
PLAZA, CALLE = ConversationId("plaza"), ConversationId("calle")
PROFILE = Profile(
    name="default",
    server="https://chat.safespot.example",
    email="vera@example.org",
    user_id="me",
    alias="Vera",
)


@pytest.fixture
def buenos_aires(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/Argentina/Buenos_Aires")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def said(who: UserId, where: ConversationId, at: datetime, text: str = "hola") -> MessageRow:
    name = MessageId(f"{who}-{at:%H%M}")
    return MessageRow(Message(name, where, who, at, SafeText(text)), gap_before=False)


@pytest.fixture
def archive(own_home: Path, buenos_aires: None) -> Archive:
    """The account's file, with what was said on two days of November."""
    save_profile(PROFILE)
    archive = Archive(claim_archive(PROFILE), OriginClientId("test"))
    begun = datetime(2026, 11, 1, tzinfo=UTC)
    # Half past eleven in the evening in Buenos Aires; it is the next day already in Greenwich.
    evening = datetime(2026, 11, 11, 2, 30, tzinfo=UTC)
    archive.commit(
        Facts(
            ME,
            None,
            conversations=(
                Conversation(PLAZA, ConversationType.GROUP, begun, name=SafeText("Plaza")),
                Conversation(CALLE, ConversationType.GROUP, begun, name=SafeText("Calle")),
            ),
            members=(
                Member(PLAZA, ME, begun),
                Member(PLAZA, OLGA, begun, Role.OWNER),
                Member(CALLE, ME, begun),
            ),
            users=(User(ANA, SafeText("Ana")), User(OLGA, SafeText("Olga"))),
            messages=(
                said(ANA, PLAZA, evening, "te voy a matar"),
                said(OLGA, PLAZA, evening + timedelta(minutes=10)),
                said(ANA, CALLE, evening + timedelta(hours=12)),
            ),
        )
    )
    return archive


def stats(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["stats", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_figures_are_those_of_what_is_kept(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    told = stats(capsys, "--since", "all", "--until", "2026-11-11")
    assert (told["messages"], told["conversations"]) == (3, 2)
    assert {hour: n for hour, n in enumerate(told["by_hour"]) if n} == {23: 2, 11: 1}
    assert [(day["first"], day["messages"]) for day in told["by_day"]] == [
        ("2026-11-10", 2),
        ("2026-11-11", 1),
    ]
    assert told["answered_by_anybody"]["median_seconds"] == 600
    assert told["answered_by_you"]["median_seconds"] == 600
    assert [each["title"] for each in told["open"]["oldest"]] == ["Calle"]
    assert [each["title"] for each in told["busiest"]] == ["Plaza", "Calle"]


def test_it_can_be_about_a_day_a_conversation_or_a_part_of_the_inbox(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    settings_path().write_text('[folders]\nstreets = "title:calle"\n')
    assert stats(capsys, "--since", "2026-11-10", "--until", "2026-11-10")["messages"] == 2
    told = stats(capsys, "--since", "all", "--conversation", "plaza")
    assert (told["messages"], told["open"]["count"]) == (2, 0)
    told = stats(capsys, "--since", "all", "--folder", "streets")
    assert (told["messages"], told["open"]["count"]) == (1, 1)


def test_what_is_done_or_snoozed_waits_for_nobody(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    said_at = datetime(2026, 11, 11, 14, 30, tzinfo=UTC)
    case = Case(CALLE, ConversationType.GROUP, said_at, last_message_at=said_at, done_at=said_at)
    archive.keep(Wishes(cases=(case,)))
    assert stats(capsys)["open"]["count"] == 0
    later = datetime.now(UTC) + timedelta(days=1)
    archive.keep(Wishes(cases=(structs.replace(case, done_at=None, snoozed_until=later),)))
    assert stats(capsys)["open"]["count"] == 0
    over = later - timedelta(days=2)
    archive.keep(Wishes(cases=(structs.replace(case, done_at=None, snoozed_until=over),)))
    assert stats(capsys)["open"]["count"] == 1


def test_where_there_is_much_it_is_said_how_far_it_has_come(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []

    def count() -> None:
        known, now = Known(me=ME), datetime.now(UTC)
        figures.counted(claim_archive(PROFILE), known, Period(), now, lambda *so: told.append(so))

    count()
    assert told == []
    monkeypatch.setattr(figures, "MANY", 3)
    count()
    assert told == [(3, 3)]


def test_rules_are_held_against_all_that_is_kept(
    archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    settings_path().write_text(
        '[rules.Threats]\nwords = ["matar"]\n[rules.Elsewhere]\nwords = ["matar"]\n'
        'conversations = ["Calle"]\n'
    )
    told = stats(capsys, "--since", "all")
    assert [(rule["name"], rule["hits"]) for rule in told["rules"]] == [
        ("Threats", 1),
        ("Elsewhere", 0),
    ]


def test_people_are_told_in_words(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--since", "2026-11-10", "--until", "2026-11-11"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "From 2026-11-10 to 2026-11-11"
    assert "Of what is kept here: 3 messages in 2 conversations" in lines[1]
    assert "Somebody else: half within 10 min, nine of ten within 10 min (1 answer)" in lines
    assert "Plaza: 2 messages by 2 people" in lines


def test_what_there_is_not_is_said(
    own_home: Path, archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    for option, code, words in (
        ("--since", 2, "“foo” is no time"),
        ("--folder", 2, "no such part of the inbox"),
        ("--conversation", 1, "no conversation “foo”"),
    ):
        assert main(["stats", option, "foo"]) == code
        assert words in capsys.readouterr().err
    assert main(["stats", "--since", "2020-01-01", "--until", "2020-01-02"]) == 0
    assert "Nothing of this time is kept here." in capsys.readouterr().out


def test_before_anything_is_kept_it_says_so(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats"]) == 3
    save_profile(PROFILE)
    assert main(["stats"]) == 1
    assert "Nothing is kept here yet" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_what_strangers_named_orders_a_terminal_nothing(
    arguments: list[str], archive: Archive, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even from a file into which another program wrote."""
    name = SafeText("x\x1b]52;c;cm0=\x07\x9b2J\u202e\ny")
    begun = datetime(2026, 11, 1, tzinfo=UTC)
    place = Conversation(PLAZA, ConversationType.GROUP, begun, name=name)
    archive.commit(Facts(ME, None, conversations=(place,)))
    settings_path().write_text('[rules."\\u001b[2J"]\nwords = ["matar"]\n')
    assert main(["stats", "--since", "all", *arguments]) == 0
    told = capsys.readouterr()
    assert not set("\x1b\x07\x9b\u202e") & set(told.out + told.err)
    assert "2J" in told.out
