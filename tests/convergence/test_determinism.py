"""An example that failed must fail again, also tomorrow."""

import hashlib
import os
import subprocess
import sys

from tests.convergence.machine import Convergence
from tests.convergence.runs import run

EXAMPLES = 12


def traces(seed: int) -> list[list[tuple[object, ...]]]:
    found: list[list[tuple[object, ...]]] = []

    class Traced(Convergence):
        traces = found

    run(seed, "convergence", Traced, EXAMPLES)
    return found


def digest(seed: int) -> str:
    return hashlib.sha256(repr(traces(seed)).encode()).hexdigest()


def test_the_same_seed_goes_the_same_way() -> None:
    first, second = traces(7), traces(7)

    assert sum(map(len, first)) > 400, "hardly anything happened"
    assert first == second


def test_another_seed_goes_another_way() -> None:
    assert digest(7) != digest(8)


def test_another_process_goes_the_same_way() -> None:
    """Also where strings hash otherwise, which decides the order of what is in a set."""
    script = "from tests.convergence.test_determinism import digest; print(digest(7))"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(found) == 1
