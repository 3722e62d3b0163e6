"""The full-screen client as people use it: in a terminal, against a real server."""

import json
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from .people import PASSWORD, PROGRAM, Backend, Person
from .terminal import DEADLINE, Terminal

ENTER, QUIT = "\r", "\x1b[21~"

LIVE, OFFLINE = r"● Live", r"Offline"


def opened(person: Person, **options: Any) -> Terminal:
    return Terminal([PROGRAM], person.env, **options)


def long(marker: str) -> str:
    """A text whose end does not fit into the inbox's preview: the pane alone shows the marker."""
    return f"una frase bastante larga para el inbox, {marker}"


def said(person: Person, title: str) -> list[str]:
    """What the server has of a conversation."""
    messages = person.json("history", title)["messages"]
    return [message["content"] for message in messages if message["type"] == "text"]


@pytest.fixture
def acquainted(sofia: Person, marta: Person) -> None:
    """Sofia and Marta have talked."""
    sofia.json("new", "Marta")
    sofia.json("send", "Marta", long("desde-antes"))


def test_the_first_start_asks_to_log_in_and_shows_the_inbox(
    backend: Backend, marta: Person, tmp_path: Path
):
    carla = Person(tmp_path / "carla", "Carla")
    with opened(carla, forked=False) as screen:
        screen.wait_for("Password")
        # A key counts where the focus is when it comes; people look before they go on.
        for field, shown in ((backend.url, "http://127"), (marta.email, "marta@"), (PASSWORD, "•")):
            screen.type(field)
            screen.wait_for(shown)
            screen.press("\t")
        screen.type(ENTER)
        screen.wait_for(LIVE)
        screen.type(QUIT)
        assert screen.wait_exit() == 0
    assert carla.json("whoami")["alias"] == "Marta"
    with opened(carla, forked=False) as screen:
        screen.wait_for(LIVE)
        assert "Password" not in screen.text


@pytest.mark.usefixtures("acquainted")
def test_two_people_chat(sofia: Person, marta: Person):
    with opened(sofia) as hers, opened(marta) as other:
        hers.wait_for(LIVE)
        other.wait_for("1 unread")
        hers.type(ENTER)
        hers.wait_for("desde-antes")
        other.type(ENTER)
        other.wait_for("desde-antes")
        hers.type(long("de-sofia") + ENTER)
        other.wait_for("de-sofia")
        hers.wait_for("de-sofia +✓✓")
        other.type(long("de-marta") + ENTER)
        hers.wait_for("de-marta")
        other.wait_for("de-marta +✓")
        assert (hers.text.count("de-marta"), other.text.count("de-marta")) == (1, 1)


@pytest.mark.usefixtures("acquainted")
def test_what_is_typed_while_the_server_is_dead_arrives_once_and_in_order(
    backend: Backend, sofia: Person, marta: Person
):
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for("desde-antes")
        backend.kill()
        typed = [long(f"n-{number}") for number in range(4)]
        for text in typed:
            screen.type(text + ENTER)
            screen.wait_for(text[-3:])
        screen.wait_for(OFFLINE)
        backend.start()
        screen.wait_for(LIVE)
        screen.wait_for("n-3 +✓")
        assert said(marta, "Sofia") == [long("desde-antes"), *typed]
        assert all(screen.text.count(text[-3:]) == 1 for text in typed)
    # What happened is in the log; what was said, and the secret, is not.
    written = b"".join(path.read_bytes() for path in (sofia.home / "log").iterdir())
    (secret,) = (sofia.home / "data" / "credentials").iterdir()
    assert b"profile default" in written
    assert json.loads(secret.read_text())["token"].encode() not in written
    assert b"una frase" not in written


@pytest.mark.usefixtures("acquainted")
def test_a_client_killed_after_enter_sends_at_the_next_start(
    backend: Backend, sofia: Person, marta: Person
):
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for("desde-antes")
        backend.kill()
        screen.type(long("justo-antes") + ENTER)
        screen.wait_for("justo-antes +◷")
        screen.signal(signal.SIGKILL)
        screen.wait_exit()
    backend.start()
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for("justo-antes +✓")
    assert said(marta, "Sofia") == [long("desde-antes"), long("justo-antes")]


@pytest.mark.usefixtures("acquainted")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP, QUIT])
def test_the_terminal_is_left_as_it_was_found(sofia: Person, end: signal.Signals | str):
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        assert screen.settings != screen.settings_before
        if isinstance(end, signal.Signals):
            screen.signal(end)
        else:
            screen.type(end)
        assert screen.wait_exit() == 0
        assert screen.settings == screen.settings_before
        for mode in ("1049", "1000", "1003", "1006", "2004"):
            switched = re.findall(rf"\x1b\[\?{mode}([hl])".encode(), screen.output)
            assert switched[-1] == b"l", mode
        assert re.findall(rb"\x1b\[\?25([hl])", screen.output)[-1] == b"h"


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_nothing_outlives_a_terminal_that_hangs_up(sofia: Person, command: list[str]):
    with Terminal([PROGRAM, *command], sofia.env, forked=False) as screen:
        screen.wait_for(LIVE)
        screen.hang_up()
        # A multiplexer, as a shell, sees to it that what was stopped hears of its end.
        screen.signal(signal.SIGCONT)
        screen.process.wait(DEADLINE)


@pytest.mark.parametrize("command", [[], ["demo"]])
def test_a_dumb_terminal_is_told_what_to_use_instead(sofia: Person, command: list[str]):
    with Terminal([PROGRAM, *command], sofia.env | {"TERM": "dumb"}) as screen:
        assert screen.wait_exit() == 2
        assert b"\x1b" not in screen.output
        assert b"inbox" in screen.output


HOSTILE = (
    "\x1b]52;c;aG9sYQ==\x07",
    "\x1b]0;owned\x1b\\",
    "\x1b[2J\x1b[6n",
    "\x9b31mrojo",
    "\x1bPq#0\x1b\\",
    "\u202eotxet",
    "[/] [@click=app.quit]clic[/]",
)


def test_hostile_words_draw_and_do_nothing(sofia: Person, marta: Person):
    marta.json("new", "Sofia", "--group", f"g {HOSTILE[1]}")
    (group,) = sofia.json("inbox")["conversations"]
    marta.json("send", group["id"], "\n".join(HOSTILE))
    with opened(sofia) as screen:
        screen.wait_for(LIVE)
        screen.type(ENTER)
        screen.wait_for(r"\[@click=app\.quit\]clic\[/\]")
        screen.wait_for("␛]52;c;aG9sYQ==␇")
        # The shape of the mouse pointer and the window's title are the OSCs that are ours.
        ours = rb"\x1b\](?:22;\w+|2;(?:\(\d+\) )?SafeSpot)\x07"
        written = re.sub(ours, b"", screen.output).decode(errors="replace")
        for sequence in ("\x1b]52", "owned\x1b", "\x1b[6n", "\x9b", "\x1bPq", "\u202e", "\x07"):
            assert sequence not in written
