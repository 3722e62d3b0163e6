"""Opening a conversation lays the panes out anew and styles nothing that looks as before."""

from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from safespot_tui.tui.conversation.composer import Composer
from safespot_tui.tui.screens.main import MainScreen
from tests.tui.conftest import OpenApp


async def test_only_what_follows_the_keyboard_is_styled_anew(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app() as (app, pilot):
        screen = app.screen
        assert isinstance(screen, MainScreen)
        screen.close()
        await pilot.pause()
        styled: list[DOMNode] = []
        apply = Stylesheet.apply

        def counted(sheet: Stylesheet, node: DOMNode, **options: Any) -> None:
            styled.append(node)
            apply(sheet, node, **options)

        monkeypatch.setattr(Stylesheet, "apply", counted)
        await pilot.press("enter")
        await pilot.pause()
        assert screen.pane.display
        strangers = [node for node in styled if not _is_of_the_composer(node)]
        assert strangers == []


def _is_of_the_composer(node: DOMNode) -> bool:
    return any(isinstance(each, Composer) for each in node.ancestors_with_self)
