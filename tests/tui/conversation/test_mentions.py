"""A message that calls the user is seen at a glance."""

from tests.tui.conversation.conftest import HERE, ME, Chat, PaneApp, shown


async def test_what_calls_the_user_has_a_bar(chat: Chat) -> None:
    """Of another colour than their own messages; nobody calls oneself."""
    chat.start(0)
    chat.receive("hola @mica, ¿venís?")
    chat.receive("hola @micaela")
    chat.receive("yo soy @mica", ME)
    app = PaneApp(chat)
    async with app.run_test(size=(80, 24)) as pilot:
        app.pane.show(HERE)
        await pilot.pause(0.03)
        lines = [line for line in shown(app.pane) if "mica" in line]
        assert [line.startswith("▌") for line in lines] == [True, False, True]
        calling, _other, own = [strip for strip in app.pane.timeline.lines if "mica" in strip.text]
        bars = [next(iter(strip)).style for strip in (calling, own)]
        assert bars[0] is not None
        assert bars[1] is not None
        assert bars[0].color != bars[1].color
