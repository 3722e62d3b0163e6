# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportOptionalMemberAccess=false
"""The queue on the screen: by keyboard alone, in the turn in which a key is pressed."""

from datetime import timedelta

import pytest
from msgspec import structs

from safespot_tui.actions.action import Place
from safespot_tui.actions.filters import InboxFilter
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case, Flag, Flagged, Note
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import AccountUpdated, CaseUpdated, TypingChanged
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.standing import Standing
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import Rejected
from safespot_tui.tui.triage.queue_keys import reading_keys
from tests.tui.fake_triage import desk_of, triage_of
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

FAR = "c-far"


def queue_of(app):
    return app.screen.queue.pane.list


def said(app):
    return [notice.message for notice in app._notifications]


def rows(app):
    shown = queue_of(app)
    return [shown.render_line(y).text for y in range(2 * len(shown.ids))]


def shown_rows(queue):
    return [queue.render_line(y).text for y in range(queue.size.height)]


async def opened(pilot, app):
    await pilot.press("alt+shift+t")
    await until(lambda: app.screen.queue.pane and app.screen.queue.pane.list.has_focus)
    await pilot.pause()
    return queue_of(app)


@pytest.fixture
def desk(engine):
    """The user moderates; one case is of a conversation that they are not in."""
    store = engine.store
    store.apply(AccountUpdated(Account(Standing.MODERATOR)))
    desk = desk_of(store)
    engine.triage = triage_of(store, NOW, desk)
    flag = Flag("f", "u-ana", Flagged("u-tomas"), SafeText("insulta"), NOW, SafeText("¡Fuera!"))
    desk.put(
        Case(
            FAR,
            ConversationType.GROUP,
            NOW - timedelta(days=1),
            revision=1,
            name=SafeText("Obra en la esquina"),
            waiting_since=NOW - timedelta(hours=2, minutes=14),
            flags=(flag,),
            notes=(Note("n", "u-ana", SafeText("ya avisado"), NOW),),
        )
    )
    for conversation_id in ("c-ana", "c-luz"):
        kept = engine.triage.queue.case(conversation_id)
        desk.held[conversation_id] = Case(
            kept.conversation_id,
            kept.type,
            kept.created_at,
            revision=1,
            waiting_since=NOW - timedelta(minutes=5),
        )
        desk.put(desk.held[conversation_id])
    return desk


async def test_it_takes_the_place_of_the_inbox_and_gives_it_back(open_app) -> None:
    async with open_app((120, 40)) as (app, pilot):
        await opened(pilot, app)
        assert not app.screen.inbox.display
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.queue.pane is None
        assert app.screen.inbox.display
        assert app.screen.inbox.list.has_focus
        assert not app.screen.engine.triage.is_on


async def test_what_waits_longest_is_first_with_how_long_by_the_minute_and_by_a_sign(
    open_app, desk, clock
) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        index = list(queue.ids).index(FAR)
        row, below = rows(app)[2 * index : 2 * index + 2]
        assert "!! 2 h 14 m  Obra en la esquina" in row
        assert "⚑ 1 ✎ 1" in row
        assert "Ana Belén: insulta" in below
        recent = rows(app)[2 * list(queue.ids).index("c-luz")]
        assert " · 5 m " in recent
        waits = [app.screen.engine.triage.queue.case(each).waiting_since for each in queue.ids]
        known = [each for each in waits if each is not None]
        assert known == sorted(known)

        clock.now += timedelta(minutes=3)
        queue.tick()
        row = rows(app)[2 * list(queue.ids).index("c-luz")]
        assert " ! 8 m " in row


async def test_a_claim_shows_in_the_same_turn_and_what_is_refused_is_said(
    open_app, engine, desk
) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        queue.select(FAR)
        desk.gate.clear()
        await pilot.press("c")
        await until(lambda: desk.asked)
        place = 2 * list(queue.ids).index(FAR)
        assert "@you" in rows(app)[place]
        assert engine.store.case(FAR).claimed_by is None

        desk.refusal = Rejected(SafeText("No."), "claimed", 409)
        desk.gate.set()
        await until(lambda: said(app))
        assert said(app) == ["Somebody else has this one already."]
        assert "@you" not in rows(app)[place]


async def test_its_keys_are_its_own_while_a_message_is_selected_beside_it(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        await pilot.press("enter", "f4")
        await until(lambda: app.screen.pane.selected_message_id)
        queue = await opened(pilot, app)
        chosen = queue.chosen[0]
        await pilot.press("d")
        await until(lambda: engine.triage.queue.ids(QueuePart.DONE))
        assert engine.triage.queue.ids(QueuePart.DONE) == [chosen]
        assert app.screen.pane.selected_message_id is not None


async def test_done_and_next_brings_what_has_waited_longest_of_the_rest(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        first, second, third, fourth = queue.ids[:4]
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.pane.conversation_id == first
        assert app.screen.pane.composer.has_focus

        await pilot.press("alt+shift+d")
        await until(lambda: app.screen.pane.conversation_id == second)
        await until(lambda: first not in queue.ids)
        assert engine.triage.queue.ids(QueuePart.DONE) == [first]
        assert app.screen.pane.composer.has_focus

        app.screen.focus_next_pane()
        await pilot.press("n")
        await until(lambda: app.screen.pane.conversation_id == third)
        await until(lambda: second not in queue.ids)
        assert queue.has_focus
        assert queue.selected == third
        await pilot.press("n")
        await until(lambda: app.screen.pane.conversation_id == fourth)
        await until(lambda: third not in queue.ids)


async def test_in_one_pane_one_reads_on_with_the_keys_of_the_queue_until_one_writes(
    open_app, engine
) -> None:
    async with open_app((80, 24)) as (app, pilot):
        queue = await opened(pilot, app)
        pane = app.screen.pane
        first, second, third, fourth = queue.ids[:4]
        for gone, following in ((first, second), (second, third)):
            await pilot.press("n")
            await until(lambda following=following: pane.conversation_id == following)
            await until(lambda gone=gone: engine.triage.queue.case(gone).done_at)
            assert pane.display
            assert not queue.has_focus
            assert pane.desk.banner.words == reading_keys()

        await pilot.press("up", "escape")
        assert pane.reads_on
        await pilot.resize_terminal(79, 24)
        await until(lambda: app.screen.size.width == 79)
        await pilot.press("c")
        await until(lambda: engine.triage.queue.case(third).claimed_by == engine.store.me)
        assert said(app) == ["You have it."]

        await pilot.press("enter")
        await until(lambda: pane.composer.has_focus)
        assert not pane.desk.banner.words
        await pilot.press("n", "alt+shift+d")
        await until(lambda: pane.conversation_id == fourth)
        assert engine.store.draft(third).text == "n"
        assert pane.composer.has_focus

        await pilot.press("escape")
        await until(lambda: queue.has_focus)
        await pilot.press("n")
        await until(lambda: pane.reads_on)
        await pilot.press("escape")
        await until(lambda: queue.has_focus)


async def test_where_the_next_one_may_not_be_read_yet_the_queue_is_in_front(
    open_app, engine, desk
) -> None:
    async with open_app((80, 24)) as (app, pilot):
        queue = await opened(pilot, app)
        queue.select("c-ana")
        await pilot.press("enter")
        await until(lambda: app.screen.pane.conversation_id == "c-ana")
        await pilot.press("alt+shift+d")
        await until(lambda: queue.has_focus)
        assert queue.selected == FAR
        assert "You are not in the next one" in said(app)[0]


async def test_what_the_user_sends_from_there_answers_it(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        first = queue.ids[0]
        await pilot.press("enter", "V", "o", "y", "enter")
        await until(lambda: first not in queue.ids)
        assert engine.triage.queue.case(first).waiting_since is None


async def test_several_are_selected_and_done_at_once_and_taken_back_and_let_go_of(
    open_app, engine
) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        before = list(queue.ids)
        await pilot.press("space", "shift+down")
        assert list(queue.chosen) == before[:3]
        await pilot.press("d")
        await until(lambda: list(queue.ids) == before[3:])
        assert not queue.marked
        assert queue.selected == before[3]

        await pilot.press("u")
        await until(lambda: list(queue.ids) == before)
        assert said(app) == ["As they were: 3 cases."]

        await pilot.press("asterisk")
        assert queue.marked == len(queue.ids)
        await pilot.press("escape")
        assert app.screen.queue.pane is not None
        assert not queue.marked


async def test_it_is_put_away_by_a_choice_and_found_in_its_part_and_no_time_is_said(
    open_app, engine
) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        first = queue.ids[0]
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("2")
        await until(lambda: first not in queue.ids)
        assert engine.triage.queue.case(first).snoozed_until == NOW + timedelta(hours=1)

        await pilot.press("3")
        await pilot.pause()
        assert list(queue.ids) == [first]
        assert "17:42" in rows(app)[0]
        assert "Snoozed 1" in app.screen.queue.pane.tabs.render_line(0).text

        await pilot.press("s")
        await pilot.pause()
        await pilot.press("5")
        await pilot.pause()
        await pilot.press("x", "enter")
        await until(lambda: said(app))
        assert said(app)[0].startswith("Until when? Write it like this")


async def test_a_part_is_chosen_by_mouse(open_app) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        tabs = app.screen.queue.pane.tabs
        tab, start, _end = tabs.places()[2]
        await pilot.click(tabs, offset=(start + 1, 0))
        await pilot.pause()
        assert queue.part is tabs.chosen is tab is QueuePart.SNOOZED


async def test_another_part_is_read_from_its_top(open_app, engine) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        first, second, *_rest = queue.ids
        await engine.triage.finish((first, second))
        await pilot.press("end", "4")
        await until(lambda: len(queue.ids) == 2)
        assert queue.selected == queue.ids[0]


async def test_what_was_open_far_down_is_on_the_screen_and_what_was_scrolled_away_does_not_pull(
    open_app, engine, make_many
) -> None:
    make_many(engine.store, 100)
    async with open_app((120, 40)) as (app, pilot):
        engine.triage.begin()
        last = engine.triage.queue.ids(QueuePart.OPEN)[-1]
        app.screen.open(last)
        await until(lambda: app.screen.pane.composer.has_focus)
        queue = await opened(pilot, app)
        assert queue.selected == last
        await until(lambda: any("▌" in line for line in shown_rows(queue)))

        queue.scroll_to(y=0, animate=False)
        await pilot.pause()
        gone = queue.ids[5]
        await engine.triage.finish((gone,))
        await until(lambda: gone not in queue.ids)
        await pilot.pause()
        assert queue.scroll_offset.y == 0


async def test_it_is_handed_over_noted_and_told_who_replies_and_only_that_is_drawn(
    open_app, engine, desk
) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        await until(lambda: engine.triage.moderators)
        queue.select("c-luz")
        await pilot.press("h")
        await pilot.pause()
        await pilot.press("1")
        await until(lambda: engine.store.case("c-luz").claimed_by)
        assert engine.store.case("c-luz").claimed_by == engine.triage.moderators[0].id

        queue.select(FAR)
        await pilot.press("m")
        await pilot.pause()
        await pilot.press(*"otra", "enter")
        await until(lambda: len(engine.store.case(FAR).notes) == 2)

        engine.store.apply(TypingChanged("c-ana", "u-ana", True))
        await pilot.pause()
        assert "Ana Belén is replying here" in rows(app)[2 * list(queue.ids).index("c-ana") + 1]

        rows(app)
        drawn, held = dict(queue._strips), engine.store.case("c-luz")
        engine.store.apply(CaseUpdated(structs.replace(held, revision=9, claimed_by="u-ana")))
        rows(app)
        assert {each for each in drawn if queue._strips[each] is not drawn[each]} == {"c-luz"}


async def test_where_nobody_else_sees_it_that_is_said(open_app) -> None:
    async with open_app((120, 40)) as (app, pilot):
        await opened(pilot, app)
        words = "Kept on this machine only: nobody else sees what you do here."
        assert app.screen.queue.pane._note.words == words
        await pilot.press("h")
        await until(lambda: said(app))
        assert said(app) == [words]


async def test_one_that_the_user_is_not_in_is_opened_after_a_word(open_app, engine, desk) -> None:
    async with open_app((120, 40)) as (app, pilot):
        queue = await opened(pilot, app)
        queue.select(FAR)
        await pilot.press("i")
        await pilot.pause()
        assert type(app.screen).__name__ == "FactsDialog"
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert type(app.screen).__name__ == "ConfirmDialog"
        await pilot.press("escape")
        await pilot.pause()
        assert ("observe", FAR) not in desk.asked
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        await until(lambda: ("observe", FAR) in desk.asked)


async def test_where_there_is_one_pane_queue_and_conversation_take_turns(open_app) -> None:
    async with open_app((80, 24)) as (app, pilot):
        queue = await opened(pilot, app)
        for size in ((60, 15), (99, 30), (80, 24)):
            await pilot.resize_terminal(*size)
            await until(lambda size=size: queue.size.width >= size[0] - 2)
            assert queue.size.height >= 6
        await pilot.press("enter")
        await pilot.pause()
        assert not app.screen.queue.pane.display
        assert app.screen.pane.display
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen.queue.pane.display
        assert queue.has_focus


async def test_a_part_is_shown_by_a_command(open_app) -> None:
    async with open_app((120, 40)) as (app, pilot):
        app.screen.open("c-luz")
        await pilot.pause()
        app.screen.pane.composer.text = "/queue done"
        await pilot.press("enter")
        await until(lambda: app.screen.queue.part is QueuePart.DONE)


async def test_every_key_of_the_queue_is_in_the_registry_and_no_two_are_one(open_app) -> None:
    keys = [key for action in ACTIONS.values() for key in action.keys.get(Place.TRIAGE, ())]
    assert len(keys) == len(set(keys)) >= 12


async def test_who_asks_for_a_part_of_the_inbox_has_the_inbox_again(open_app) -> None:
    async with open_app((140, 40)) as (app, pilot):
        await opened(pilot, app)
        await pilot.press("alt+2")
        inbox = app.screen.inbox
        await until(lambda: app.screen.queue.pane is None and inbox.list.has_focus)
        assert inbox.display
        assert inbox.list.filter is InboxFilter.UNREAD
