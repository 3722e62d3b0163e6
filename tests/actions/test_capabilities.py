"""What a server cannot do is known by name, and said in a sentence of its own."""

import pytest

from safespot_tui.actions.capabilities import is_offered, missing_words
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.sync.messenger import Capability

NEEDED = {need for action in ACTIONS.values() for need in action.needs}
NEVER_NEEDED = {
    Capability.FORWARDS,
    Capability.SEARCH,
    Capability.HISTORY_PAGING,
    Capability.LIVE_EDITS,
    Capability.PRESENCE,
    Capability.WAKES_ARCHIVED,
    Capability.CHANGE_PASSWORD,  # by a command of its own
}


@pytest.mark.parametrize("capability", Capability)
def test_each_is_explained(capability: Capability) -> None:
    assert missing_words(capability).endswith(".")


def test_each_that_an_action_needs_is_explained_in_words_of_its_own() -> None:
    assert set(Capability) - NEVER_NEEDED == NEEDED
    assert len({missing_words(need) for need in NEEDED}) == len(NEEDED)


def test_one_of_those_named_is_enough() -> None:
    leave = ACTIONS["conversation.leave"]
    assert is_offered(leave, frozenset({Capability.LEAVE_DM}))
    assert is_offered(leave, frozenset({Capability.GROUPS}))
    assert not is_offered(leave, frozenset({Capability.MUTE}))


def test_what_needs_nothing_is_always_offered() -> None:
    assert is_offered(ACTIONS["message.reply"], frozenset())
