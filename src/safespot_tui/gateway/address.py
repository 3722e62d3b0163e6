"""Where a server is, checked before anything is sent there. Light to import."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from safespot_tui.domain.redaction import without_secrets
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _

_BARE = re.compile(r"(localhost|[\w-]+(\.[\w-]+)+|\[[0-9a-f:]+\])(:\d+)?(/[^\s]*)?", re.IGNORECASE)
"""A host that nobody takes for a word, perhaps with a port and a path."""


class BadAddress(GatewayError):
    """The address of a server is not one that may be used."""


class ServerAddress(Struct, frozen=True):
    """A server's base URL, without a slash at its end."""

    url: str
    encrypted: bool
    loopback: bool
    """Whether what is sent stays on this machine."""


def server_address(url: str, *, insecure: bool = False) -> ServerAddress:
    """`url` as an address. Where people leave the scheme out, it is the safe one.

    `insecure` allows http:// to another machine, where everybody on the way reads the password.

    Raises `BadAddress`.
    """
    parts = _split(url)
    if parts.username is not None or parts.password is not None:
        raise BadAddress(_("The server address must not hold a user name or a password."))
    if parts.query or parts.fragment:
        raise BadAddress(_("The server address must end before any “?” or “#”."))
    encrypted, loopback = parts.scheme == "https", _is_loopback(parts.hostname or "")
    if not (encrypted or loopback or insecure):
        raise BadAddress(
            _(
                "{url} is not encrypted: others could read your password and messages. "
                "Use https://, or allow an insecure server if you know the way there is safe."
            ).format(url=safe_line(without_secrets(url)))
        )
    base = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
    return ServerAddress(url=base, encrypted=encrypted, loopback=loopback)


def _split(url: str) -> SplitResult:
    refusal = BadAddress(
        _("“{url}” is not a server address. Write it like https://chat.example.org.").format(
            url=safe_line(without_secrets(url))
        )
    )
    try:
        parts = urlsplit(_with_scheme(url.strip()))
        port = parts.port
    except ValueError:
        raise refusal from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise refusal
    return parts


def _with_scheme(url: str) -> str:
    """`chat.example.org` is how an address is told from mouth to mouth."""
    if "://" in url or not _BARE.fullmatch(url):
        return url
    host = urlsplit(f"//{url}").hostname or ""
    return f"{'http' if _is_loopback(host) else 'https'}://{url}"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
