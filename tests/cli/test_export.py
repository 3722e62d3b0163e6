"""`export`, of what is kept here: no server answers."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.rows import Facts, MessageRow
from safespot_tui.cli import gathering
from safespot_tui.cli.archives import claim_archive
from safespot_tui.cli.main import main
from safespot_tui.config.credentials import save_token
from safespot_tui.config.profiles import Profile, save_profile
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.safespot.roster import FIRST_HEAD
from safespot_tui.store.store import Store

ME, ANA = UserId("me"), UserId("ana")
PLAZA, CALLE = ConversationId("plaza"), ConversationId("calle")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PROFILE = Profile(
    name="default",
    server="http://127.0.0.1:9",
    email="vera@example.org",
    user_id="me",
    alias="Vera",
)
SAID = Message(MessageId("m-1"), PLAZA, ANA, NOON, SafeText("Antes"))
EDITED = structs.replace(
    SAID, content=SafeText("Después"), edited_at=NOON + timedelta(minutes=1), revision=1
)
DELETED = structs.replace(
    EDITED, content=SafeText(""), deleted_at=NOON + timedelta(minutes=2), revision=2
)
OTHER = Message(MessageId("m-2"), CALLE, ANA, NOON, SafeText("Hola"))


def rows(*messages: Message) -> Facts:
    return Facts(ME, None, messages=tuple(MessageRow(each, gap_before=False) for each in messages))


@pytest.fixture
def kept(own_home: Path) -> Archive:
    """An account of which it is kept what messages said before."""
    save_profile(PROFILE)
    save_token(PROFILE, "secret")
    archive = Archive(claim_archive(PROFILE), OriginClientId("test"), keep_revisions=True)
    archive.commit(
        structs.replace(
            rows(SAID, OTHER),
            conversations=(
                Conversation(PLAZA, ConversationType.GROUP, NOON, name=SafeText("Plaza")),
                Conversation(CALLE, ConversationType.GROUP, NOON, name=SafeText("Calle")),
            ),
            members=(Member(PLAZA, ME, NOON), Member(CALLE, ME, NOON)),
            users=(User(ANA, SafeText("Ana")),),
        )
    )
    archive.commit(rows(EDITED))
    archive.commit(rows(DELETED))
    return archive


def exported(path: Path, *arguments: str) -> Sequence[dict[str, Any]]:
    assert main(["export", *arguments, "-o", str(path)]) == 0
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_several_conversations_are_a_case_each_once(
    kept: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.jsonl"
    lines = exported(path, "--case", "Feria", "calle", "Plaza", "Calle")
    assert "intact, 2 messages in 2 conversations." in capsys.readouterr().out
    kinds = [line["kind"] for line in lines]
    assert kinds == ["header", "conversation", "message", "conversation", "message", "manifest"]
    assert lines[0]["facts"]["case"] == "Feria"
    assert [each["conversation"] for each in lines[0]["facts"]["conversations"]] == [
        "Calle",
        "Plaza",
    ]
    path.write_text(path.read_text().replace("Hola", "Chau"))
    assert main(["export", "verify", str(path)]) == 1
    told = capsys.readouterr().err
    assert told == "Not intact: message 2 (m-2) was changed. Conversation: Calle (calle).\n"


def test_one_conversation_with_a_name_is_a_case_too(kept: Archive, tmp_path: Path) -> None:
    assert exported(tmp_path / "one", "--case", "Feria", "Plaza")[0]["facts"]["case"] == "Feria"
    assert "case" not in exported(tmp_path / "plain", "Plaza")[0]["facts"]
    assert exported(tmp_path / "several", "Plaza", "Calle")[0]["facts"]["case"] == ""


def test_what_was_said_before_leaves_only_when_it_is_wanted(
    kept: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("jsonl", "markdown", "html"):
        path = tmp_path / form
        assert main(["export", "Plaza", "--format", form, "-o", str(path)]) == 0
        assert "Antes" not in path.read_text()
        assert "Después" not in path.read_text()
    head, deleted, first, second, end = exported(tmp_path / "all", "Plaza", "--with-history")
    assert deleted["facts"]["content"] == ""
    assert [(each["kind"], each["facts"]["content"]) for each in (first, second)] == [
        ("revision", "Antes"),
        ("revision", "Después"),
    ]
    assert second["facts"]["said_at"] == "2026-11-24T12:01:00Z"
    assert first["facts"]["message_id"] == "m-1"
    assert end["facts"]["revisions"] == 2
    assert head["facts"]["conversation"] == "Plaza"
    capsys.readouterr()
    # It said something else, and says what it said first again.
    kept.commit(rows(structs.replace(OTHER, content=SafeText("Chau"), revision=1)))
    kept.commit(rows(structs.replace(OTHER, revision=2)))
    assert len(kept.revisions(OTHER.id)) == 2
    lines = exported(tmp_path / "again", "Calle", "--with-history")
    assert [each["facts"]["content"] for each in lines if each["kind"] == "revision"] == ["Chau"]


def test_where_nothing_was_kept_it_says_so(
    kept: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exported(tmp_path / "calle", "Calle", "--with-history")
    assert "Nothing is kept of what messages said before." in capsys.readouterr().err


def test_what_is_wrong_is_a_sentence(
    kept: Archive, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.jsonl"
    assert main(["export", "Plaza", "Feria", "-o", str(path)]) == 1
    assert "no conversation “Feria”" in capsys.readouterr().err
    assert not path.exists()
    for words in (["Plaza"], ["verify"], ["verify", "a", "b"], ["--case", "Feria", "verify", "a"]):
        assert main(["export", *words]) == 2
        assert "export verify FILE" in capsys.readouterr().err


def test_the_bar_is_that_of_all_of_them_together() -> None:
    told: list[tuple[int, int]] = []
    store = Store()
    progress = gathering._Progress(store, [PLAZA, CALLE], lambda *done: told.append(done))
    progress.come(PLAZA, 200, 300)
    progress.come(PLAZA, 500, 0)
    progress.come(CALLE, 200, 100)
    assert told == [(200, 500), (700, 800)]


def test_what_is_numbered_without_being_counted_is_no_guess() -> None:
    assert gathering._counted(300) == 300
    assert gathering._counted(FIRST_HEAD) == gathering._counted(FIRST_HEAD - 10_000) == 0
