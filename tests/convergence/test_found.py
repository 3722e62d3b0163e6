"""Examples that the soak has found, kept as they were."""

import pytest

from tests.convergence.client import Moment
from tests.convergence.machine import ANA, BETO, CARLA, Convergence
from tests.convergence.network import Fault, Harm
from tests.convergence.server import picture


@pytest.mark.parametrize("moment", Moment)
def test_an_image_that_changes_hands_keeps_its_file(moment: Moment) -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        for window, trouble in ((0, Fault.LOST), (1, Fault.LOST), (0, (1, moment)), (0, None)):
            machine.send_image(
                window=window, place=0, words="ok", image=picture("red"), trouble=trouble
            )
    finally:
        machine.teardown()


def test_the_file_of_an_image_goes_after_its_intent() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        dies = (2, Moment.BEFORE)
        machine.send_image(window=1, place=0, words="ok", image=picture("red"), trouble=dies)
        machine.forward(window=0, place=0, row=0, to=0, trouble=dies)
        machine.deliver_late(window=0)
    finally:
        machine.teardown()


def test_an_image_that_a_dead_window_had_sent_is_shown_once() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        trouble = (2, Moment.BEFORE)
        machine.send_image(window=1, place=0, words="ok", image=picture("red"), trouble=trouble)
        machine.sleep_through(seconds=40.0)
    finally:
        machine.teardown()


def test_what_was_given_up_may_arrive_after_what_was_typed_later() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        machine.harm_requests(faults=[Fault.LATE], window=0)
        machine.send(place=1, reply=False, trouble=None, window=0, words="ok")
        machine.discard_last(window=0)
        machine.new_epoch(who=0)
        machine.send_two(first="ok", place=1, second="ok", window=0)
    finally:
        machine.teardown()


def test_a_group_that_one_was_taken_out_of_unawares_is_not_read_without_end() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        machine.show(place=0, window=0)
        machine.send_through_harm(
            at=0, first="ok", harm=Harm.NONE, other=0, place=1, second="ok", window=2
        )
        machine.break_connection(how="cut", window=0)
        machine.join_or_leave(joins=False, who=0, window=0)
        machine.show(place=1, window=0)
    finally:
        machine.teardown()


def test_the_server_says_which_of_two_at_one_position_was_read_last() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto"), (CARLA, "carla")))
        machine.send(place=0, reply=False, trouble=None, window=3, words="ok")
        machine.hold_back(answers=False, window=0)
        machine.give_icon(icon="👍", window=0)
        machine.read_all(trouble=None, window=0)
    finally:
        machine.teardown()


def test_a_deleted_image_is_not_shown_beside_another_message_that_has_it() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        machine.send_image(window=0, place=0, words="ok", image=picture("red"), trouble=None)
        machine.forward(window=0, place=0, row=0, to=0, trouble=None)
        machine.delete(window=0, place=0, row=0, trouble=None)
    finally:
        machine.teardown()


def test_what_was_refused_and_is_written_anew_is_sent_as_another() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")))
        machine.restart_server(killed=False)
        machine.join_or_leave(joins=False, who=0, window=0)
        machine.change_from_two_sides(deletes=False, other=0, place=1, window=0, words="ok")
    finally:
        machine.teardown()


def test_what_a_dead_window_had_sent_is_not_shown_anew_by_the_one_that_adopts_it() -> None:
    machine = Convergence()
    try:
        machine.begin(places=((ANA, "ana"), (ANA, "ana"), (BETO, "beto")), yesterday=True)
        machine.crash(commits=3, moment=Moment.BEFORE, window=1)
        machine.send_through_harm(
            at=0, first="ok", harm=Harm.NONE, other=0, place=0, second="ok", window=1
        )
        machine.break_connection(how="offline", window=0)
        machine.sleep_through(seconds=40.0)
    finally:
        machine.teardown()
