"""Reading what was said, for figures."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from safespot_tui.archive import utterances
from safespot_tui.archive.archive import Archive
from safespot_tui.archive.errors import ArchiveDamaged
from safespot_tui.archive.rows import Facts, MessageRow
from safespot_tui.archive.utterances import count_utterances, read_endings, read_utterances
from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId, MessageId, OriginClientId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.utterance import Heard

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ANA, BETO = UserId("ana"), UserId("beto")
PLAZA, CALLE = ConversationId("plaza"), ConversationId("calle")


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def row(where: ConversationId, minute: int, *, gap: bool = False) -> MessageRow:
    message = Message(
        MessageId(f"{where}-{minute}"), where, ANA, at(minute), SafeText(f"minute {minute}")
    )
    return MessageRow(message, gap)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in which what is older was stored later, as history is."""
    path = tmp_path / "archive.sqlite3"
    archive = Archive(path, OriginClientId("here"))
    archive.commit(
        Facts(
            ANA,
            None,
            conversations=(
                Conversation(PLAZA, ConversationType.GROUP, NOON),
                Conversation(CALLE, ConversationType.GROUP, NOON),
            ),
            messages=(row(PLAZA, 5), row(CALLE, 6), row(PLAZA, 7)),
        )
    )
    archive.commit(Facts(ANA, None, messages=(row(PLAZA, 2, gap=True), row(PLAZA, 4))))
    archive.close()
    return path


def flat(slices: Iterable[Sequence[Heard]]) -> list[str]:
    return [heard.said.id for some in slices for heard in some]


def test_all_comes_in_the_order_of_time(path: Path) -> None:
    in_order = ["plaza-2", "plaza-4", "plaza-5", "calle-6", "plaza-7"]
    assert flat(read_utterances(path, None, None)) == in_order
    assert flat(read_utterances(path, at(-60), None)) == in_order


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(path: Path) -> None:
    assert flat(read_utterances(path, at(4), at(6))) == ["plaza-4", "plaza-5"]
    assert flat(read_utterances(path, at(4), at(7), PLAZA)) == ["plaza-4", "plaza-5"]
    assert flat(read_utterances(path, None, at(4))) == ["plaza-2"]
    assert count_utterances(path, at(4), at(6)) == 2
    assert count_utterances(path, at(4), at(7), CALLE) == 1
    assert count_utterances(path, None, None) == 5


def test_what_is_told_of_each_is_what_is_stored(path: Path) -> None:
    first, *_others = next(read_utterances(path, None, None))
    assert first.moment == at(2)
    assert first.gap_before
    said = first.said
    assert (said.conversation_id, said.sender_id, said.content) == (PLAZA, ANA, "minute 2")


def test_no_more_than_a_slice_is_held(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utterances, "SLICE", 2)
    assert [len(some) for some in read_utterances(path, None, None)] == [2, 2, 1]


def test_others_may_write_while_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utterances, "SLICE", 1)
    slices = read_utterances(path, None, None)
    next(slices)
    archive = Archive(path, OriginClientId("other"))
    archive.commit(Facts(ANA, None, messages=(row(PLAZA, 9),)))
    archive.close()
    assert flat(slices)[-1] == "plaza-7"
    assert flat(read_utterances(path, None, None))[-1] == "plaza-9"


def test_ends_go_back_to_what_is_last_or_as_far_as_is_wanted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utterances, "ENDINGS", 1)
    ends = read_endings(path, [PLAZA, CALLE], 3, lambda said: said.id == "plaza-5")
    assert [[heard.said.id for heard in each.heard] for some in ends for each in some] == [
        ["plaza-7", "plaza-5"],
        ["calle-6"],
    ]
    ((end,),) = read_endings(path, [PLAZA], 3, lambda _said: False)
    assert [heard.said.id for heard in end.heard] == ["plaza-7", "plaza-5", "plaza-4"]


def test_where_there_is_no_file_there_is_nothing(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    assert list(read_utterances(nowhere, None, None)) == []
    assert count_utterances(nowhere, None, None) == 0
    assert list(read_endings(nowhere, [PLAZA], 3, lambda _said: False)) == []
    assert not nowhere.exists()


def test_what_cannot_be_trusted_is_said(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.execute("DROP TRIGGER messages_changed")
    connection.execute("UPDATE messages SET value = x'00'")
    connection.close()
    with pytest.raises(ArchiveDamaged):
        list(read_utterances(path, None, None))
