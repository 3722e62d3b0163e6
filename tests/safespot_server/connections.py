"""The open connections, to be broken."""

import asyncio


class Connections:
    """Every transport that has a client at its other end."""

    def __init__(self) -> None:
        self._transports: set[asyncio.Transport] = set()

    def add(self, transport: asyncio.Transport) -> None:
        self._transports.add(transport)

    def discard(self, transport: asyncio.Transport) -> None:
        self._transports.discard(transport)

    def cut(self) -> int:
        """Break all without a word; how many there were."""
        transports = list(self._transports)
        for transport in transports:
            transport.abort()
        return len(transports)
