"""Of which frame, or of which answer, an item of a stream came."""

from safespot_tui.domain.event import (
    Heartbeat,
    PresenceChanged,
    Received,
    ResetRequired,
    Skipped,
    Synced,
)
from safespot_tui.domain.ids import Cursor, UserId
from safespot_tui.domain.text import safe_text
from safespot_tui.instruments.trace.entry import Told
from safespot_tui.instruments.trace.telling import Origins
from tests.instruments.trace.entries import Notes


def watched() -> tuple[Notes, Origins, int]:
    notes, origins = Notes(), Origins()
    notes.trace.listeners.append(origins.note)
    return notes, origins, notes.stream()


def message(notes: Notes) -> Received:
    told = notes.trace.get(notes.tell(None))
    assert isinstance(told, Told)
    assert isinstance(told.item, Received)
    return told.item


def synced(cursor: str) -> Synced:
    return Synced(Cursor(cursor), 10.0)


def test_what_has_an_id_came_of_the_frame_that_has_it():
    notes, origins, stream = watched()
    first = notes.frame(stream, "message-created", "{}", "e.7")
    notes.frame(stream, "message-created", "{}", "e.8")
    assert origins.of(message(notes)) == first


def test_of_frames_with_one_id_each_has_its_own_whether_they_come_together_or_not():
    for together in (True, False):
        notes, origins, stream = watched()
        item = message(notes)
        first = notes.frame(stream, "message-created", "{}", "e.7")
        second = notes.frame(stream, "sync", "{}", "e.7") if together else 0
        assert origins.of(item) == first
        second = second or notes.frame(stream, "sync", "{}", "e.7")
        assert origins.of(synced("e.7")) == second
        assert origins.of(synced("e.7")) == second


def test_what_has_no_id_came_of_the_newest_that_names_it():
    notes, origins, stream = watched()
    gone = Received(PresenceChanged(UserId("u-beto"), online=False))
    assert origins.of(gone) is None
    asked = notes.ask("GET", "/presence")
    answer = notes.answer(asked, body='{"id":"u-beto"}')
    notes.frame(stream, "presence", '{"id":"u-caro"}')
    assert origins.of(gone) == answer
    frame = notes.frame(stream, "presence", '{"id":"u-beto"}')
    assert origins.of(gone) == frame
    assert origins.of(Skipped(Cursor("e.99"))) is None


def test_a_sign_of_life_came_of_the_newest_frame():
    notes, origins, stream = watched()
    frame = notes.frame(stream, "")
    assert origins.of(Heartbeat()) == frame
    reset = notes.frame(stream, "reset", "{}")
    assert origins.of(ResetRequired(safe_text("gone"))) == reset


def test_an_event_that_is_told_as_a_sign_of_life_is_not_what_comes_next():
    notes, origins, stream = watched()
    item = message(notes)
    notes.frame(stream, "message-created", "{}", "e.7")
    assert origins.of(item) is not None
    again = notes.frame(stream, "message-created", "{}", "e.7")
    assert origins.of(Heartbeat()) == again
    sync = notes.frame(stream, "sync", "{}", "e.7")
    assert origins.of(synced("e.7")) == sync
