"""What an action asks of the screen, lines can do as well: no feature is for the eye alone."""

import inspect

from safespot_tui.actions.asking import Asking
from safespot_tui.actions.surface import Surface
from safespot_tui.linear.surface import LinearSurface


def test_linear_mode_is_a_surface() -> None:
    protocols = vars(Surface) | vars(Asking)
    asked = {name: m for name, m in protocols.items() if inspect.isfunction(m)}
    asked = {name: method for name, method in asked.items() if not name.startswith("_")}
    missing = [name for name in asked if not hasattr(LinearSurface, name)]
    assert missing == [], "say or ask it in lines, too: src/safespot_tui/linear/surface.py"
    for name, method in asked.items():
        spoken = getattr(LinearSurface, name)
        assert inspect.iscoroutinefunction(spoken) == inspect.iscoroutinefunction(method), name
        # What has a parameter more on one side would fail only when it is used.
        names = list(inspect.signature(method).parameters)
        assert list(inspect.signature(spoken).parameters) == names, name
