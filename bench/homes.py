"""Furnished homes: written once, copied for every start that must find one as it was."""

import shutil
from pathlib import Path

from bench.home import CLOSED_PORT, furnish
from bench.neighbourhood import Neighbourhood


class Homes:
    """Homes of one run, under one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def furnished(self, neighbourhood: Neighbourhood, server: str = CLOSED_PORT) -> Path:
        """A home with a whole neighbourhood in its archive."""
        home = self._next()
        furnish(home, neighbourhood, server)
        return home

    def copy(self, home: Path) -> Path:
        """The same home, untouched by whoever lived in it before."""
        return Path(shutil.copytree(home, self._next()))

    def _next(self) -> Path:
        self._count += 1
        return self._folder / f"home-{self._count}"
