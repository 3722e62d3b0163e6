"""What was recorded is played to the same end, and what was changed in it is noticed."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Raw, structs

from safespot_tui.domain.event import Received, UserChanges, UserUpdated
from safespot_tui.domain.text import SafeText
from safespot_tui.instruments.cassette.entry import Answered, Called, Entry, Item
from safespot_tui.instruments.cassette.file import Cassette, read_cassette
from safespot_tui.instruments.cassette.value import crossed_of, value_of
from safespot_tui.stage.replay.replay import replay
from safespot_tui.stage.replay.stop import stop_at
from tests.stage.replay.conftest import Recorded
from tests.stage.replay.recorded import ANSWERED, SAID


@pytest.mark.parametrize(("kind", "times"), [("bundled", 10), ("deployed", 3)])
def test_every_replay_ends_as_the_recording_did(
    cassette_of: Callable[[str], Cassette], kind: str, times: int
) -> None:
    cassette = cassette_of(kind)
    for _ in range(times):
        outcome = replay(cassette)
        assert outcome.recorded is not None
        assert outcome.end.screen == outcome.recorded.screen
        assert outcome.end.digest == outcome.recorded.digest
        assert (outcome.divergences, outcome.unasked) == ((), ())
        assert ANSWERED in outcome.end.screen


def test_another_answer_makes_another_store(bundled: Cassette) -> None:
    def other(entry: Entry) -> Entry:
        if isinstance(entry, Item | Answered) and SAID.encode() in bytes(entry.value.value):
            raw = bytes(entry.value.value).replace(SAID.encode(), b"adiosito")
            return structs.replace(entry, value=structs.replace(entry.value, value=Raw(raw)))
        return entry

    outcome = replay(Cassette(bundled.header, tuple(map(other, bundled.entries))))
    assert not outcome.is_same
    assert outcome.recorded is not None
    assert outcome.end.digest != outcome.recorded.digest


def test_an_item_that_is_missing_is_missed(bundled: Cassette) -> None:
    entries = tuple(
        entry
        for entry in bundled.entries
        if not (isinstance(entry, Item) and ANSWERED.encode() in bytes(entry.value.value))
    )
    outcome = replay(Cassette(bundled.header, entries))
    assert not outcome.is_same
    assert ANSWERED not in outcome.end.screen


def test_a_call_that_the_cassette_does_not_have_is_named(bundled: Cassette) -> None:
    entries = tuple(
        structs.replace(entry, arguments=Raw(b'{"alias":"nobody"}'))
        if isinstance(entry, Called) and entry.method == "search_users"
        else entry
        for entry in bundled.entries
    )
    outcome = replay(Cassette(bundled.header, entries))
    first = outcome.divergences[0]
    assert first.asked.startswith('search_users(alias="Beto')
    assert first.instead is not None
    assert first.instead.method == "search_users"
    assert "create_dm" in [called.method for called in outcome.unasked]


def test_what_waits_for_the_next_frame_is_on_the_last_screen(bundled: Cassette) -> None:
    *entries, ended = bundled.entries
    stream = next(entry.call for entry in entries if isinstance(entry, Item))
    found = next(e for e in entries if isinstance(e, Answered) and e.value.kind == "User[]")
    (beto,) = crossed_of(found.value)
    renamed = [
        Item(
            ended.at - before,
            stream,
            value_of(Received(UserUpdated(beto.id, UserChanges(alias=SafeText(alias))))),
        )
        for before, alias in ((0.002, "Zoe"), (0.001, "Yan"))
    ]
    outcome = replay(Cassette(bundled.header, (*entries, *renamed, ended)))
    assert "Yan" in outcome.end.screen


def test_it_ends_where_it_is_asked_to(bundled: Cassette) -> None:
    outcome = replay(bundled, until=stop_at("message.created"))
    assert outcome.recorded is None
    assert SAID in outcome.end.screen
    assert ANSWERED not in outcome.end.screen


def test_what_a_crash_left_is_played_as_far_as_it_goes(
    of_bundled: Recorded, tmp_path: Path
) -> None:
    whole = gzip.decompress(of_bundled[0].read_bytes())
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(whole[: whole.rindex(b'{"type":"Ended"') + 20])
    outcome = replay(read_cassette(cut))
    assert outcome.recorded is None
    assert ANSWERED in outcome.end.screen


def test_no_secret_is_in_it(of_bundled: Recorded, of_deployed: Recorded) -> None:
    for (path, secrets), read in ((of_bundled, gzip.open), (of_deployed, Path.open)):
        with read(path, "rb") as file:
            kept = file.read()
        assert SAID.encode() in kept
        assert not [secret for secret in secrets if secret.encode() in kept]
