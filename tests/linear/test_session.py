"""What is typed goes where the prompt says, and everything that happens is said."""

import pytest
from msgspec import structs

from safespot_tui.actions.commands import command_name
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.actions.unread_actions import unread
from safespot_tui.domain.event import MessageCreated
from safespot_tui.domain.ids import ClientMessageId, ConversationId, MessageId
from safespot_tui.domain.intent import EditMessage, OutboxState, SendMessage
from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.store.connection import Connection, ConnectionState
from safespot_tui.store.patch import ConnectionPut, OutboxPut
from tests.linear.conftest import Spoken
from tests.tui.neighbourhood import NOW, user_id

CUADRA, ANA = ConversationId("c-cuadra"), ConversationId("c-ana")
SILENT = {"app.quit", "conversation.next", "conversation.previous"}
"""These are heard by the prompt alone, or open a conversation that was said already."""


def come(spoken: Spoken, words: str, *, to: ConversationId = CUADRA, sender: str = "ana") -> None:
    """A message by somebody else comes live."""
    conversation = spoken.engine.store.conversation(to)
    assert conversation is not None
    position = conversation.head_position + 1
    message = Message(
        MessageId(f"m-new-{to}-{position}"), to, user_id(sender), NOW,
        SafeText(words), position=position,
    )  # fmt: skip
    spoken.engine.store.apply(MessageCreated(message))


def confirm(spoken: Spoken) -> None:
    """The server has what was sent last."""
    store = spoken.engine.store
    send = next(i for i in reversed(store.outbox) if isinstance(i.intent, SendMessage))
    intent = send.intent
    assert isinstance(intent, SendMessage)
    conversation = store.conversation(intent.conversation_id)
    assert conversation is not None
    store.apply(MessageCreated(Message(
        MessageId(f"m-sent-{send.sequence}"), intent.conversation_id, store.me, NOW,
        intent.content, position=conversation.head_position + 1,
        client_message_id=ClientMessageId(intent.client_message_id),
        reply_to_id=intent.reply_to_id,
    )))  # fmt: skip


def go(spoken: Spoken, state: ConnectionState, reason: str = "") -> None:
    spoken.engine.store.apply(ConnectionPut(Connection(state, SafeText(reason))))


@pytest.mark.parametrize("action_id", ACTIONS)
async def test_every_action_is_reached_by_its_name_and_says_something(
    action_id: str, spoken: Spoken
) -> None:
    await spoken.type("/open Vecinos de la cuadra")
    lines = await spoken.type(f"/{command_name(ACTIONS[action_id])}")
    await spoken.decline()
    assert lines or action_id in SILENT
    assert not any(line.startswith("There is no /") for line in lines)


async def test_help_offers_what_can_be_done_in_lines_and_nothing_drawn(spoken: Spoken) -> None:
    offered = {line.partition(":")[0] for line in await spoken.type("/help")}
    for action in ACTIONS.values():
        assert (f"/{command_name(action)}" in offered) is not action.drawn, action.id
    assert not ACTIONS["message.reply"].drawn
    assert ACTIONS["app.zoom"].drawn


async def test_the_wall_needs_the_full_screen(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    for action_id in ("wall.open", "wall.toggle", "wall.add"):
        said = await spoken.type(f"/{command_name(ACTIONS[action_id])}")
        assert said == [
            "Several conversations side by side need the full screen: start without --linear."
        ]


async def test_opening_reads_what_is_new_and_the_prompt_says_where_one_is(spoken: Spoken) -> None:
    lines = await spoken.type("/open cuadra")
    assert lines[0] == "Vecinos de la cuadra, group of 5, 3 unread."
    assert lines[-1] == (
        "5. Luis Ocampo, 16:40, replying to Mirta Sosa: No te preocupes, nos quedamos hasta las "
        "ocho 👍."
    )
    assert spoken.session.prompt.words == "Vecinos de la cuadra, 3 unread elsewhere> "
    assert ("show", CUADRA) in spoken.engine.calls


async def test_own_messages_say_how_far_they_have_come(spoken: Spoken) -> None:
    lines = await spoken.type("/open cuadra")
    assert (
        "2. You, 16:05: Voy. Llevo las fotos de las luminarias apagadas, son siete en total. "
        "🙏 from Ana Belén. Read."
    ) in lines


async def test_words_go_to_the_open_conversation(spoken: Spoken) -> None:
    go(spoken, ConnectionState.OFFLINE)
    lines = await spoken.type("/open cuadra", "Llevo mate", "//me")
    sent = [call[2] for call in spoken.engine.calls if call[0] == "send"]
    assert sent == ["Llevo mate", "/me"]
    assert "Message 6 is kept here, and goes out as soon as it can." in lines


async def test_that_it_was_sent_is_said_once(spoken: Spoken) -> None:
    go(spoken, ConnectionState.OFFLINE)
    await spoken.type("/open cuadra", "Llevo mate")
    confirm(spoken)
    assert spoken.heard() == ["Message 6 was sent."]


async def test_nothing_is_lost_when_nothing_is_open(spoken: Spoken) -> None:
    lines = await spoken.type("hola a todos", "cómo están")
    assert (
        lines
        == [
            "Nothing was sent: open a conversation first, with /open or /next. "
            "Your words will be there."
        ]
        * 2
    )
    assert spoken.session.prompt.prefill == ""
    lines = await spoken.type("/open cuadra")
    assert lines[-1] == "You had begun to write: hola a todos cómo están"
    assert spoken.session.prompt.prefill == "hola a todos cómo están"


async def test_a_reply_names_a_message_by_its_number(spoken: Spoken) -> None:
    go(spoken, ConnectionState.OFFLINE)
    await spoken.type("/open cuadra", "/reply 3 Dale")
    assert ("send", CUADRA, "Dale", MessageId("m-cuadra-010")) in spoken.engine.calls
    lines = await spoken.type("/reply 3")
    assert lines == [
        "Replying to Mirta Sosa: Yo llego un poco después, salgo del trabajo a las siete. "
        "(/back leaves it)"
    ]
    assert "replying to 3" in spoken.session.prompt.words
    await spoken.type("/back", "sin cita")
    assert ("send", CUADRA, "sin cita", None) in spoken.engine.calls


async def test_sentences_tell_commands_and_no_keys(spoken: Spoken) -> None:
    assert await spoken.type("/starred-list", "/open-link") == [
        "No message has a star. /star puts one on the selected message.",
        "Name a message by its number, such as: /reply 3",
    ]


async def test_without_a_number_the_newest_that_fits_is_meant(spoken: Spoken) -> None:
    await spoken.type("/open cuadra", "/edit Voy yo")
    edits = [i.intent for i in spoken.engine.store.outbox if isinstance(i.intent, EditMessage)]
    assert [(edit.message_id, edit.content) for edit in edits] == [("m-cuadra-009", "Voy yo")]


async def test_what_is_deleted_is_said_and_comes_back(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    assert await spoken.type("/delete 2") == ["You deleted message 2."]
    assert await spoken.type("/undelete 2") == [
        "Message 2 is back: Voy. Llevo las fotos de las luminarias apagadas, son siete en total."
    ]


async def test_what_is_final_is_said_and_asked_before(spoken: Spoken) -> None:
    go(spoken, ConnectionState.OFFLINE)
    await spoken.type("/open cuadra", "Llevo mate")
    lines = await spoken.type("/discard 6")
    assert lines[:2] == [
        "6. You, 16:42: Llevo mate. Waiting to be sent.",
        "Discard this message? It has not been sent, and nobody will see it: Llevo mate",
    ]
    assert spoken.session.prompt.words == "y or n: "
    await spoken.type("n")
    assert [call for call in spoken.engine.calls if call[0] == "discard"] == []
    await spoken.type("/discard 6", "y")
    assert [call[0] for call in spoken.engine.calls if call[0] == "discard"] == ["discard"]


async def test_a_walk_through_the_unread_ends_where_it_began(spoken: Spoken) -> None:
    await spoken.type("/open Ana Belén")
    count = len(unread(spoken.engine.store))
    walked = [(await spoken.type("/next"))[0] for _ in range(count)]
    assert len(set(walked)) == count
    assert (await spoken.type("/next"))[0].startswith("That was all.")
    assert spoken.session.prompt.words.startswith("Ana Belén")


async def test_what_is_caught_up_with_is_read_when_one_goes_on(spoken: Spoken) -> None:
    first, *_others = unread(spoken.engine.store)
    await spoken.type("/catch-up")
    assert first in unread(spoken.engine.store)
    await spoken.type("/catch-up")
    assert first not in unread(spoken.engine.store)


async def test_what_was_done_is_said_once(spoken: Spoken) -> None:
    await spoken.type("/open ana")
    assert await spoken.type("/archive") == ["Moved to the archive."]
    assert await spoken.type("/archive") == ["Back in the inbox."]
    assert await spoken.type("/archive") == ["Moved to the archive."]
    assert (await spoken.type("/mute", "2")).count("Muted.") == 1
    assert (await spoken.type("/mute", "2")).count("Muted.") == 1
    assert (await spoken.type("/mute", "1")).count("Not muted any more.") == 1


async def test_a_choice_is_a_number_or_a_word(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    assert await spoken.type("/react 5 👏") == ["You reacted 👏 to message 5."]
    lines = await spoken.type("/react 5")
    assert lines[:2] == ["React:", "1. 👍"]
    assert await spoken.type("nada") == ["That is none of them. An empty line leaves it."]
    assert await spoken.type("1") == ["You reacted 👍 to message 5."]


async def test_what_comes_is_said_here_with_a_number_and_elsewhere_with_its_place(
    spoken: Spoken,
) -> None:
    await spoken.type("/open cuadra")
    come(spoken, "Ya salgo")
    come(spoken, "¿Lo encontraste?", to=ANA)
    assert spoken.heard() == [
        "6. Ana Belén, 16:42: Ya salgo.",
        "In Ana Belén: Ana Belén, 16:42: ¿Lo encontraste?",
    ]


async def test_only_what_was_asked_for_is_announced(spoken: Spoken) -> None:
    await spoken.type("/open cuadra", "/announce here")
    come(spoken, "¿Lo encontraste?", to=ANA)
    assert spoken.heard() == []
    await spoken.type("/announce mentions")
    come(spoken, "nada", to=ANA)
    come(spoken, "@vera mirá", to=ANA)
    assert spoken.heard() == ["In Ana Belén: Ana Belén, 16:42: @vera mirá."]


async def test_what_is_held_is_said_later_and_not_read_meanwhile(spoken: Spoken) -> None:
    await spoken.type("/open cuadra", "/hold")
    come(spoken, "Ya salgo")
    assert spoken.heard() == []
    assert spoken.session.prompt.words.endswith("1 held> ")
    assert ("set_focused", False) in spoken.engine.calls
    assert (await spoken.type("/hold"))[0] == "6. Ana Belén, 16:42: Ya salgo."
    assert ("set_focused", True) in spoken.engine.calls


async def test_the_way_to_the_server_is_told_when_it_changes(spoken: Spoken) -> None:
    go(spoken, ConnectionState.OFFLINE, "No answer.")
    go(spoken, ConnectionState.CONNECTING)
    go(spoken, ConnectionState.OFFLINE, "No answer.")
    go(spoken, ConnectionState.LIVE)
    assert spoken.heard() == [
        "Offline. What you write is kept and sent later. No answer.",
        "Connected.",
    ]


async def test_a_refusal_is_told_with_what_helps(spoken: Spoken) -> None:
    go(spoken, ConnectionState.OFFLINE)
    await spoken.type("/open cuadra", "Llevo mate")
    send = next(i for i in spoken.engine.store.outbox if isinstance(i.intent, SendMessage))
    refused = structs.replace(send, state=OutboxState.FAILED, reason=SafeText("Too long."))
    spoken.engine.store.apply(OutboxPut(refused))
    assert spoken.heard() == [
        "Vecinos de la cuadra: Not sent: Too long. /retry, /edit or /discard."
    ]


async def test_a_request_that_fails_is_a_sentence(spoken: Spoken) -> None:
    spoken.engine.refusal = GatewayError("No answer.")
    assert (await spoken.type("/new Ana"))[-1] == "No answer."


async def test_a_list_is_opened_by_number(spoken: Spoken) -> None:
    lines = await spoken.type("/unread")
    assert lines[0].startswith("Unread: ")
    assert (await spoken.type("/open 1"))[0].startswith("Vecinos de la cuadra")


async def test_a_mistyped_command_is_never_sent(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    assert await spoken.type("/xyzzy hola") == ["There is no /xyzzy. /help says what there is."]
    assert (await spoken.type("/re"))[0].startswith("/re could be: /")
    assert [call for call in spoken.engine.calls if call[0] == "send"] == []


async def test_who_is_said_only_when_asked(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    assert "Ana Belén, online" in await spoken.type("/who")


async def test_what_strangers_wrote_cannot_reach_the_terminal(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    come(spoken, "a\x1b[2Jb\x07\n6. Luis, 16:42: mentira")
    (line,) = spoken.heard()
    assert "\x1b" not in line
    assert "\n" not in line
    spoken.session.say("\x1b]52;c;aG9sYQ==\x07")
    assert "\x1b" not in spoken.heard()[0]


async def test_a_copy_is_for_the_terminal_not_for_the_reader(spoken: Spoken) -> None:
    await spoken.type("/open cuadra")
    assert (await spoken.type("/copy 5"))[0].startswith("Copied")
    assert spoken.sequences[0].startswith("\x1b]52;c;")
