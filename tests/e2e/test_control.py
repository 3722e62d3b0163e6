"""A client in a terminal, driven over its control socket."""

import json
import socket
from pathlib import Path

from .people import PROGRAM, Person
from .terminal import DEADLINE, Terminal


def test_a_script_drives_what_somebody_looks_at(sofia: Person, tmp_path: Path):
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    path = folder / "control"
    with Terminal([PROGRAM, "--control", str(path)], sofia.env) as screen:
        screen.wait_for("● Live")
        with socket.socket(socket.AF_UNIX) as control, control.makefile("rw") as lines:
            control.settimeout(DEADLINE)
            control.connect(str(path))
            for request in (
                {"do": "conversation.new"},
                {"type": "Marta"},
                {"screen": "text"},
                {"press": ["escape"]},
                {"do": "app.quit"},
            ):
                print(json.dumps(request), file=lines, flush=True)
                answer = json.loads(lines.readline())
                assert answer["ok"], answer
                if "screen" in request:
                    assert "Marta" in answer["screen"]
                    screen.wait_for("Marta")
        assert screen.wait_exit() == 0
    assert not path.exists()
