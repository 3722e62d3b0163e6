"""Which addresses the page has, and which it cannot have."""

import re
from ipaddress import ip_address

from yarl import URL

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9a-z.-]+))(?::[0-9]{1,5})?")
"""What a browser says in `Host`: an address of IPv6, or any other name in small letters; a port."""


def is_loopback(host: str) -> bool:
    """Whether a name is one of the machine itself, whatever any name server says."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Addresses:
    """Where browsers find the page: on this machine, by any port, which ssh may have forwarded.

    Or else under the `public` URL, which a proxy before it serves.

    A page of somebody else's can have its name lead to this machine (DNS rebinding), but then it
    says that name; and it can open a websocket to here, but then it says where it is from.
    """

    def __init__(self, public: URL | None = None) -> None:
        self._public = public

    def knows(self, host: str) -> bool:
        """Whether a request that says `Host: host` can be meant for us.

        A proxy on this machine may put its own `Host` there.
        """
        if self._public is not None and host == self._public.host_port_subcomponent:
            return True
        said = _HOST.fullmatch(host)
        return said is not None and is_loopback(said[1] or said[2])

    def is_ours(self, origin: str, host: str) -> bool:
        """Whether a page from `origin` is the one that a request to `host` would have got."""
        return origin == (str(self._public.origin()) if self._public else f"http://{host}")

    @property
    def is_encrypted(self) -> bool:
        """Whether browsers come by TLS."""
        return self._public is not None and self._public.scheme == "https"
