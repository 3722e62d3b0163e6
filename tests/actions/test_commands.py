"""Every action has a name to type, and no name means two."""

import pytest

from safespot_tui.actions.action import Action
from safespot_tui.actions.commands import (
    COMMANDS,
    Command,
    action_named,
    command_in,
    command_name,
    completions,
    long_name,
    short_names,
    words_in,
)
from safespot_tui.actions.registry import ACTIONS


@pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS.keys())
def test_an_action_is_found_by_either_name(action: Action) -> None:
    assert action_named(command_name(action)) is action
    assert action_named(long_name(action)) is action


def test_no_short_name_is_the_long_name_of_another() -> None:
    assert len(COMMANDS) == len(ACTIONS)
    for name, action in COMMANDS.items():
        others = [other for other in ACTIONS.values() if other.id != action.id]
        assert name not in map(long_name, others)


def test_a_word_that_two_actions_would_have_is_given_to_neither() -> None:
    discuss, show = ACTIONS["report.discuss"], ACTIONS["image.show"]
    assert set(short_names([discuss, show])) == {"discuss", "view"}
    assert set(short_names([ACTIONS["message.pin"], ACTIONS["conversation.pin"]])) == {
        "message-pin",
        "pin",
    }


def test_a_line_is_a_command_or_words() -> None:
    assert command_in("/reply 3 Voy para allá") == Command("reply", "3 Voy para allá")
    assert command_in("  /Mark_Unread ") == Command("mark-unread")
    assert command_in("hola /reply") is None
    assert command_in("//etc/hosts") is None
    assert command_in("/etc/hosts es un archivo") is None
    assert command_in("/ y nada") is None
    assert command_in("/") is None
    assert words_in("//etc/hosts") == "/etc/hosts"
    assert words_in("// un comentario") == "// un comentario"
    assert words_in("hola") == "hola"


def test_the_beginning_of_one_name_is_enough() -> None:
    assert action_named("repl") is ACTIONS["message.reply"]
    assert action_named("re") is None, "reply, react, report, rename …"
    assert action_named("") is None
    assert {"report", "reply"} <= set(completions("rep"))
    assert all(name.startswith("rep") for name in completions("rep"))
