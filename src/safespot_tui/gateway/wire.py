"""What may stand between a gateway and the network."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import httpx


class Wire(Protocol):
    """Gives a transport that everything passes through on its way to a server and back.

    Requests and their answers pass as they are, event streams as the bytes that come.
    """

    def __call__(self, transport: "httpx.AsyncBaseTransport") -> "httpx.AsyncBaseTransport":
        """What to send through in place of `transport`."""
        ...
