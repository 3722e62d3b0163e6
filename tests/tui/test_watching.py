"""What watch rules hit is seen in the row, in the inbox and in the status line, and gone to."""

from safespot_tui.actions.folder import folders_in
from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ConversationId, MessageId, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.tui.status_line import StatusLine
from safespot_tui.watching.rule import Rule, Silence, Words
from tests.tui.neighbourhood import NOW
from tests.tui.until import until

CUADRA, ANA = ConversationId("c-cuadra"), ConversationId("c-ana")
RULES = (
    Rule("Light", Words(("luminaria*",))),
    Rule("Threats", Words(("amenaz*",)), folder="Blocks"),
    Rule("Quiet", Silence(60), conversations=("Ana Belén",)),
)
FOLDERS = folders_in({"Blocks": "title:cuadra"})


def lines(widget) -> list[str]:
    return [widget.render_line(y).text.strip() for y in range(widget.size.height)]


def say(engine, conversation_id: ConversationId, position: int, text: str) -> None:
    message = Message(
        MessageId(f"m-{position}"),
        conversation_id,
        UserId("u-luis"),
        NOW,
        SafeText(text),
        position=position,
    )
    engine.store.apply(MessageCreated(message))


async def test_hits_are_marked_counted_and_gone_to(open_app, engine) -> None:
    async with open_app(rules=RULES, folders=FOLDERS) as (app, pilot):
        main, inbox = app.screen, app.screen.inbox.list
        status = main.query_one(StatusLine)
        assert "hit" not in lines(status)[0]
        say(engine, CUADRA, 13, "Es una amenaza [b]")
        say(engine, ANA, 99, "amenaza, en otra carpeta")
        await pilot.pause()
        assert "◆ 1 hit " in lines(status)[0]
        (row,) = (line for line in lines(inbox) if "◆" in line)
        assert "◆ Threats Luis Ocampo:" in row
        await pilot.press("alt+shift+n")
        await until(lambda: main.pane.selected_message_id == "m-13")
        assert [note.message for note in app._notifications] == [
            "Threats · that was the last that waited"
        ]
        await pilot.pause()
        assert not any("◆" in line for line in (*lines(inbox), *lines(status)))
        shown = [strip.text.strip() for strip in main.pane.timeline.lines]
        assert "› Es una amenaza [b] ◆ Threats" in shown
        own = next(line for line in shown if "luminarias apagadas" in line)
        assert own.startswith("▌"), "what the user wrote hits nothing"


async def test_a_silence_is_marked_on_what_is_drawn_already(open_app, engine, clock) -> None:
    async with open_app(rules=RULES, folders=FOLDERS) as (app, pilot):
        main = app.screen
        say(engine, ANA, 99, "¿Hola?")
        main.open(ANA)
        await pilot.pause()
        assert "Quiet" not in "".join(strip.text for strip in main.pane.timeline.lines)
        clock.now = NOW.replace(hour=NOW.hour + 2)
        main.watching._listen()
        await until(lambda: "◆ Quiet" in "".join(s.text for s in main.pane.timeline.lines))
        assert "◆ 1 hit " in lines(main.query_one(StatusLine))[0]
        assert any("◆ Quiet" in line for line in lines(main.inbox.list))
        main.open(CUADRA)
        main.open(ANA)
        assert main.watching.count == 0


async def test_without_rules_nothing_is_watched(open_app) -> None:
    async with open_app() as (app, pilot):
        assert app.screen.watching is None
        await pilot.press("alt+shift+n")
        await pilot.pause()
        (note,) = app._notifications
        assert note.message.startswith("There are no watch rules: write some into config.toml")
