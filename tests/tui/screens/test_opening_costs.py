"""Opening a conversation lays the panes out anew and styles nothing that looks as before."""

import pytest
from textual.css.stylesheet import Stylesheet

from safespot_tui.tui.conversation.composer import Composer
from tests.tui.conftest import OpenApp


async def test_only_what_follows_the_keyboard_is_styled_anew(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as (app, pilot):
        app.screen.close()
        await pilot.pause()
        styled = []
        apply = Stylesheet.apply

        def counted(self, node, **options) -> None:
            styled.append(node)
            apply(self, node, **options)

        monkeypatch.setattr(Stylesheet, "apply", counted)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.pane.display
        strangers = [node for node in styled if not _is_of_the_composer(node)]
        assert strangers == []


def _is_of_the_composer(node: object) -> bool:
    return any(isinstance(each, Composer) for each in node.ancestors_with_self)
