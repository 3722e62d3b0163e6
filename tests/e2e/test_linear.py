"""Linear mode against a real server: through pipes as scripts have it, and in a plain terminal."""

import re
from pathlib import Path

from .lines import Lines
from .people import PROGRAM, Backend, Person
from .terminal import Terminal

TRANSCRIPT = Path(__file__).with_name("linear_session.txt")


def as_kept(lines: list[str]) -> str:
    """A transcript without what is different each time."""
    text = "\n".join(lines) + "\n"
    text = re.sub(r"\b\d\d:\d\d\b", "12:04", text)
    return re.sub(r"(?<=kept and sent later\.).*", "", text)


def test_a_session_through_pipes(backend: Backend, sofia: Person, marta: Person) -> None:
    with Lines([PROGRAM, "linear"], sofia.env) as lines:
        lines.hear("Connected")
        lines.type("/new Marta")
        lines.hear(r"^Marta\.")
        lines.type("¿Venís a la plaza?")
        lines.hear("was sent")
        marta.json("send", "Sofia", "Dale, ¿a qué hora?")
        lines.hear("qué hora")
        lines.type("/reply 2 A las siete")
        lines.hear("was sent")
        lines.type("/react 2 👍")
        lines.hear("reacted")
        lines.type("/edit A las ocho")
        lines.hear("changed")
        lines.type("/delete 1")
        lines.hear("You deleted")
        lines.type("/undelete")
        lines.hear("is back")

        lines.type("/back")
        lines.hear("No conversation")
        marta.json("send", "Sofia", "Llevo torta")
        lines.hear("In Marta")
        lines.type("/next")
        lines.hear("Llevo torta")

        backend.kill()
        lines.hear("Offline")
        lines.type("¿Seguís ahí?")
        lines.hear("is kept here")
        backend.start()
        lines.hear("Connected", "was sent")
        lines.type("/inbox")
        lines.hear("1. Marta")
        lines.type("Hasta luego")
        assert lines.end() == 0
    assert as_kept(lines.transcript) == TRANSCRIPT.read_text()
    there = [message["content"] for message in sofia.json("history", "Marta")["messages"]]
    assert there[-2:] == ["¿Seguís ahí?", "Hasta luego"]


def test_what_is_being_typed_is_left_alone(sofia: Person, marta: Person, backend: Backend) -> None:
    sofia.json("new", "Marta")
    env = sofia.env | {"TERM": "dumb"}
    with Terminal([PROGRAM, "--linear"], env, columns=80, rows=24) as screen:
        screen.wait_for(r"Inbox>\s*$")
        screen.type("/open Marta\r")
        screen.wait_for(r"Marta>\s*$")
        screen.type("media fra")
        screen.wait_for("Marta> media fra")
        sent = marta.json("send", "Sofia", "te interrumpo")
        while True:  # each look takes a while; the terminal's deadline is the test's
            messages = marta.json("history", "Sofia")["messages"]
            if messages[-1]["delivery"] != "sent":
                break
        assert messages[-1]["id"] == sent["id"]
        assert "te interrumpo" not in screen.text
        screen.type("se\r")
        screen.wait_for(r"Marta> media frase\n1\. Marta, \d\d:\d\d: te interrumpo\.\nMessage 2 was")
        marta.json("send", "Sofia", "ahora sí")
        screen.wait_for(r"Marta>\n3\. Marta, \d\d:\d\d: ahora sí\.\nMarta>\s*$")
        screen.type("\x04")
        assert screen.wait_exit() == 0
        assert b"\x1b" not in screen.output
        assert screen.settings == screen.settings_before
    there = [message["content"] for message in sofia.json("history", "Marta")["messages"]]
    assert "media frase" in there
