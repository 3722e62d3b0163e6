"""A forked process is one like any other: its streams, its environment, its terminal, its end."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import forkserver
from tests.e2e.people import PROGRAM, environment
from tests.e2e.terminal import DEADLINE, Terminal


def python(source: str, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", source, *arguments]
    return forkserver.run(command, timeout=DEADLINE, **options)


def test_it_has_what_it_was_given(tmp_path: Path):
    source = "import os, sys; print(sys.argv[1:], dict(os.environ), os.getcwd(), input())"
    done = python(source, "x", "ñ\x1b", env={"Ñ": "ü"}, cwd=tmp_path, stdin="ya\n")
    assert done.stdout.split(" {")[0] == str(["x", "ñ\x1b"])
    assert done.stdout.endswith(f" {{'Ñ': 'ü'}} {tmp_path} ya\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_it_masks_what_it_is_told_to_mask(tmp_path: Path):
    for umask in (0o000, 0o077):
        python("open('made', 'w').close()", umask=umask, cwd=tmp_path)
        assert (tmp_path / "made").stat().st_mode & 0o777 == 0o666 & ~umask
        (tmp_path / "made").unlink()


def test_one_begins_as_the_one_before_did():
    source = "import os, sys; print(hasattr(sys, 'left'), os.getpid()); sys.left = True"
    first, second = (python(source).stdout.split() for _ in range(2))
    assert first[0] == second[0] == "False"
    assert len({first[1], second[1], str(os.getpid())}) == 3


LEFT_OF_THE_SERVER = """
import os, signal, time

def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True

print([*filter(is_open, range(3, 64))], signal.set_wakeup_fd(-1), time.tzname[0])
"""


def test_nothing_of_the_server_is_left_in_it():
    assert python(LEFT_OF_THE_SERVER, env={"TZ": "XYZ3"}).stdout == "[] -1 XYZ\n"


LATE = """
import sys, threading

def end_late():
    threading.main_thread().join()
    print("late", file=sys.stderr)

threading.Thread(target=end_late).start()
"""


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("", 0, ""),
        ("raise SystemExit(3)", 3, ""),
        ("raise SystemExit('no')", 1, "no\n"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("import atexit; atexit.register(print, 'bye', file=__import__('sys').stderr)", 0, "bye\n"),
        pytest.param(LATE, 0, "late\n", id="a thread goes on"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL, ""),
    ],
)
def test_its_end_is_told(source: str, code: int, said: str):
    done = python(source)
    assert done.returncode == code
    assert said in done.stderr
    assert bool(said) == bool(done.stderr)


def test_several_may_look_for_its_end():
    """One that has begun to look while another was told of it comes to read it only now."""
    with forkserver.Popen([sys.executable, "-c", ""]) as process:
        assert process.wait() == 0
        assert process._ended_within(DEADLINE)
        assert process.wait() == 0


def test_it_is_killed_and_waited_for():
    command = [sys.executable, "-c", "print('ready', flush=True); input()"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with forkserver.Popen(command, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0)
        process.kill()
        assert process.wait(DEADLINE) == process.poll() == -signal.SIGKILL


WAITS_FOR_AN_INTERRUPT = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # one that comes early is kept
print(sys.stdout.isatty(), os.getsid(0) == os.getpid(), flush=True)
print(signal.sigwait({signal.SIGINT}).name)
"""


def test_its_terminal_is_its_own():
    with Terminal([sys.executable, "-c", WAITS_FOR_AN_INTERRUPT], {}) as terminal:
        terminal.wait_for("True True")
        terminal.type("\x03")  # the terminal tells those whose it is
        terminal.wait_for("SIGINT")
        assert terminal.wait_exit() == 0


def test_the_program_says_what_the_installed_one_says(tmp_path: Path):
    for command in (["--version"], ["inbox"], ["send", "x"]):
        env = environment(tmp_path)
        forked = forkserver.run([PROGRAM, *command], timeout=DEADLINE, env=env)
        real = subprocess.run([PROGRAM, *command], env=env, capture_output=True, text=True)
        assert (forked.returncode, forked.stdout, forked.stderr) == (
            real.returncode, real.stdout, real.stderr,
        )  # fmt: skip
