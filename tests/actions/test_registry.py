"""One registry: nothing is left out, and no two keys mean two things in one place."""

from collections import Counter

import pytest

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.registry import ACTIONS, in_section, keys_of

CANNOT_BE_TOLD_APART = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+left_square_bracket"}
"""A terminal sends the same for these and for Tab, Enter, a line feed, Backspace and Escape."""

FLOW_CONTROL = {"ctrl+s", "ctrl+q"}
"""Some terminals and multiplexers stop and start output with these."""

WRITING = {
    *("ctrl+a", "ctrl+e", "ctrl+w", "ctrl+d", "ctrl+x", "ctrl+c", "ctrl+v"),
    *("ctrl+u", "ctrl+k", "ctrl+z", "ctrl+y"),
}
"""What people press while they write. Ctrl+F is not: everywhere else it finds."""


def test_an_id_names_one_action() -> None:
    assert all(action.id == name for name, action in ACTIONS.items())


def test_a_title_names_one_action() -> None:
    titles = Counter(action.title for action in ACTIONS.values())
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_every_action_has_a_key_and_says_what_it_does(action: Action) -> None:
    assert keys_of(action)
    assert action.title
    assert action.help.endswith(".")


def test_keys_reach_the_program_in_every_terminal() -> None:
    keys = {key for action in ACTIONS.values() for _place, key in keys_of(action)}
    assert keys & (CANNOT_BE_TOLD_APART | FLOW_CONTROL) == set()


def test_keys_that_count_anywhere_are_not_needed_for_writing() -> None:
    keys = {
        key
        for action in ACTIONS.values()
        for place, key in keys_of(action)
        if place is Place.ANYWHERE
    }
    assert keys & WRITING == set()
    assert [key for key in keys if len(key) == 1] == []


def test_alt_goes_only_with_what_a_terminal_can_send_with_it() -> None:
    for action in ACTIONS.values():
        for _place, key in keys_of(action):
            if key.startswith("alt+"):
                held = key.removeprefix("alt+").removeprefix("shift+")
                assert len(held) == 1 or held in {"up", "down"}, key


def test_every_action_is_under_a_heading() -> None:
    listed = [action.id for section in Section for action in in_section(section)]
    assert sorted(listed) == sorted(ACTIONS)
