"""Keys that the user gave, in the words of the user."""

from collections.abc import Iterator

import pytest

from safespot_tui.actions import keymap
from safespot_tui.actions.action import Place
from safespot_tui.actions.key_words import BadKey, key_name, parse_key
from safespot_tui.actions.keymap import BadKeymap, chosen_keys
from safespot_tui.actions.registry import ACTIONS, keys_of


@pytest.fixture(autouse=True)
def own_keys_again() -> Iterator[None]:
    yield
    keymap.install({})


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Ctrl+N", "ctrl+n"),
        ("ctrl+shift+up", "ctrl+shift+up"),
        ("Shift+Ctrl+↑", "ctrl+shift+up"),
        ("Alt+3", "alt+3"),
        ("F12", "f12"),
        ("Esc", "escape"),
        ("?", "question_mark"),
        ("/", "slash"),
        ("+", "plus"),
        ("Alt++", "alt+plus"),
        ("n", "n"),
        ("R", "R"),
        ("shift+r", "R"),
        ("ñ", "ñ"),
        ("PgUp", None),
        ("j", None),
        ("Ctrl+I", None),
        ("Enter", None),
        ("Hyper+N", None),
        ("Ctrl+", None),
        ("F25", None),
        ("nn", None),
        ("\x1b", None),
    ],
)
def test_keys_are_understood_as_people_write_them(words: str, key: str | None) -> None:
    if key is None:
        with pytest.raises(BadKey):
            parse_key(words)
    else:
        assert parse_key(words) == key


@pytest.mark.parametrize(
    "key", sorted({key for action in ACTIONS.values() for _place, key in keys_of(action)})
)
def test_what_is_shown_can_be_written_into_the_settings(key: str) -> None:
    assert parse_key(key_name(key)) == key


def test_a_key_that_writes_counts_where_nobody_writes() -> None:
    chosen = chosen_keys({"message.reply": ["Ctrl+Y", "v"], "image.show": ""}, ACTIONS)
    assert chosen["message.reply"] == {Place.ANYWHERE: ("ctrl+y",), Place.MESSAGE: ("v",)}
    assert chosen["image.show"] == {}
    assert chosen_keys({"conversation.newest": "ñ"}, ACTIONS)["conversation.newest"] == {
        Place.INBOX: ("ñ",)
    }


def test_what_is_installed_is_what_the_action_has() -> None:
    keymap.install(chosen_keys({"app.help": "F11"}, ACTIONS))
    assert keys_of(ACTIONS["app.help"]) == [(Place.ANYWHERE, "f11")]
    assert keymap.is_chosen(ACTIONS["app.help"])
    assert not keymap.is_chosen(ACTIONS["app.quit"])
    assert keys_of(ACTIONS["app.quit"]) == [(Place.ANYWHERE, "f10"), (Place.ANYWHERE, "alt+q")]


@pytest.mark.parametrize(
    ("wanted", "about", "problem"),
    [
        ({"app.help": "Ctrl+P"}, "app.help", "“Ctrl+P” is the key of “Menu…” (app.palette)"),
        ({"app.help": "F11", "app.quit": "F11"}, "app.help", "is the key of “Quit” (app.quit)"),
        ({"app.back": "F10"}, "app.back", "is the key of “Quit” (app.quit)"),
        ({"app.help": "Hyper+1"}, "app.help", "“Hyper+1” is no key"),
        ({"app.hlep": "F11"}, "app.hlep", "Did you mean “app.help”?"),
    ],
)
def test_what_cannot_be_is_told_with_its_action(wanted, about, problem) -> None:
    with pytest.raises(BadKeymap) as refused:
        chosen_keys(wanted, ACTIONS)
    assert refused.value.action_id == about
    assert problem.casefold() in str(refused.value).casefold()


def test_a_key_is_free_once_its_action_gave_it_up() -> None:
    chosen = chosen_keys({"app.help": "Ctrl+P", "app.palette": ["F1", ":"]}, ACTIONS)
    assert chosen["app.palette"] == {
        Place.ANYWHERE: ("f1",),
        Place.INBOX: ("colon",),
        Place.MESSAGE: ("colon",),
    }
