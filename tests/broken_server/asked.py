"""A request, as it is looked at before it is spoiled."""

from dataclasses import dataclass

import h11


@dataclass(frozen=True, eq=False)
class Asked:
    """One request; no two are the same."""

    request: h11.Request

    @property
    def method(self) -> str:
        return self.request.method.decode()

    @property
    def path(self) -> str:
        """Without its query."""
        return self.request.target.decode().partition("?")[0]

    @property
    def query(self) -> str:
        return self.request.target.decode().partition("?")[2]

    def header(self, name: str) -> str:
        """A header, by its name in small letters; empty if there is none."""
        return dict(self.request.headers).get(name.encode(), b"").decode()
