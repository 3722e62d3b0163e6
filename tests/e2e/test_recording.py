"""What is done in a terminal is recorded, and played without one and without a server."""

from pathlib import Path

from .people import PROGRAM, Backend, Person
from .terminal import Terminal


def test_what_was_done_in_a_terminal_is_done_again(backend: Backend, sofia: Person, tmp_path: Path):
    path = tmp_path / "odd.gz"
    with Terminal([PROGRAM, "--record", path], sofia.env) as screen:
        screen.wait_for("● Live")
        screen.type("\x1bn")
        screen.wait_for("New conversation")
        screen.type("Marta")
        screen.wait_for("Marta[^M]*Marta")
        screen.type("\r")
        screen.wait_for("Write a message")
        screen.type("hola, vecina")
        screen.wait_for("hola, vecina")
        screen.type("\r")
        screen.wait_for("✓")
        screen.type("\x1bq")
        assert screen.wait_exit() == 0
    backend.kill()
    played = sofia.run("stage", "replay", str(path))
    assert played.returncode == 0, played.stdout
    assert "as it was recorded" in played.stdout
