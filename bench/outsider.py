"""Programs of others that are measured beside ours, in a folder of their own."""

from pathlib import Path

from bench.home import ROOT

FOLDER = ROOT / "bench" / "peers"


class NotToBeHad(Exception):
    """Why a program cannot be measured here, as the end of a sentence."""


def installed(program: str, folder: Path = FOLDER) -> str:
    """The path of a program that `make peers` brings; raises `NotToBeHad` before it has."""
    path = folder / ".venv" / "bin" / program
    if not path.exists():
        raise NotToBeHad("“make peers” would install it")
    return str(path)
