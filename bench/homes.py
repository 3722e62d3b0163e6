"""Furnished homes: each written once, and copied for every start that must find it as it was."""

import shutil
import socket
from pathlib import Path

from bench.home import furnish
from bench.neighbourhood import Neighbourhood


class Homes:
    """Homes of one run, under one folder; all of them know the same server, which seldom runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.server = f"http://127.0.0.1:{self.port}"
        self._models: dict[tuple[int, int], Path] = {}
        self._count = 0

    def furnished(self, neighbourhood: Neighbourhood) -> Path:
        """A new home with a whole neighbourhood in its archive."""
        size = len(neighbourhood.conversation_ids), sum(neighbourhood.sizes)
        if size not in self._models:
            model = self._next()
            furnish(model, neighbourhood, self.server)
            self._models[size] = model
        return self.copy(self._models[size])

    def copy(self, home: Path) -> Path:
        """The same home, untouched by whoever lived in it before."""
        return Path(shutil.copytree(home, self._next()))

    def _next(self) -> Path:
        self._count += 1
        return self.folder / f"home-{self._count}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
