"""What figures have to know of people and conversations."""

from datetime import timedelta

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.event import Entities
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Member, Role
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.domain.utterance import Ending, Heard
from safespot_tui.insight.figures import Tally
from safespot_tui.insight.known import Known, Queued, known_from
from safespot_tui.insight.period import Period
from safespot_tui.insight.waiting import Waiting
from safespot_tui.store.patch import Restored
from safespot_tui.store.store import Store
from safespot_tui.watching.rule import Rule
from tests.insight.said import NOON, OTHER, PLAZA, heard

ME, OLGA = UserId("me"), UserId("olga")
OLD = ConversationId("old")


def everywhere(_rule: Rule, _conversation_id: ConversationId) -> bool:
    return True


def store() -> Store:
    store = Store()
    store.apply(
        Restored(
            me=ME,
            entities=Entities(
                conversations=tuple(
                    Conversation(each, ConversationType.GROUP, NOON, last_message_at=NOON)
                    for each in (PLAZA, OTHER, OLD)
                ),
                members=(
                    Member(PLAZA, ME, NOON),
                    Member(PLAZA, OLGA, NOON, Role.ADMIN),
                    Member(OTHER, ME, NOON),
                    Member(OTHER, OLGA, NOON),
                    Member(OLD, ME, NOON, archived=True),
                ),
                users=(User(OLGA, SafeText("Olga")),),
            ),
        )
    )
    return store


def is_desk(known: Known, who: str, where: ConversationId) -> bool:
    return known.is_desk(heard(who, 0, where=where).said)


def test_who_manages_answers_there_and_a_moderator_everywhere() -> None:
    known = known_from(store(), (), everywhere)
    assert is_desk(known, "me", OTHER)
    assert is_desk(known, "olga", PLAZA)
    assert not is_desk(known, "olga", OTHER)
    known = known_from(store(), (), everywhere, queued=Queued(moderators=frozenset({OLGA})))
    assert is_desk(known, "olga", OTHER)


def test_what_the_queue_says_goes_before_how_a_conversation_ends() -> None:
    assert set(known_from(store(), (), everywhere).conversations) == {PLAZA, OTHER}
    waiting = Waiting(PLAZA, NOON)
    known = known_from(store(), (), everywhere, queued=Queued((waiting,), frozenset({OTHER})))
    assert list(known.conversations) == []
    tally = Tally(known, Period(), NOON + timedelta(hours=2))
    assert tally.figures(is_whole=True).queue.oldest == (waiting,)
    elsewhere = known_from(store(), (), everywhere, frozenset({OTHER}), Queued((waiting,)))
    assert (list(elsewhere.conversations), list(elsewhere.waiting)) == ([OTHER], [])


def test_where_only_a_preview_is_known_it_waits_at_least_since_then() -> None:
    later = NOON + timedelta(hours=1)
    known = Known(me=ME, conversations=[PLAZA, OTHER], previewed={PLAZA: NOON, OTHER: NOON})
    tally = Tally(known, Period(), later)
    tally.see([Ending(PLAZA, ()), Ending(OTHER, (heard("me", 5, where=OTHER),))])
    queue = tally.figures(is_whole=True).queue
    assert queue.oldest == (Waiting(PLAZA, NOON, at_least=True),)


def test_what_was_written_and_is_not_kept_is_missing() -> None:
    known = known_from(store(), (), everywhere)
    day = timedelta(days=1)

    def missing(period: Period, *said: Heard) -> int:
        tally = Tally(known, period, NOON)
        tally.hear(said)
        return tally.figures(is_whole=True).incomplete

    assert missing(Period()) == 3
    assert missing(Period(), heard("ana", 0), heard("ana", 0, where=OTHER, gap=True)) == 2
    assert missing(Period(), heard("ana", 0, notice=True)) == 2
    assert missing(Period(NOON + day, None)) == missing(Period(None, NOON - day)) == 0
