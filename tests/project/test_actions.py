"""An action that is added is driven by its keys and from the menu, too."""

from safespot_tui.actions.registry import ACTIONS
from tests.tui.test_actions_by_key import CASES


def test_every_action_has_a_case() -> None:
    assert set(CASES) == set(ACTIONS)
