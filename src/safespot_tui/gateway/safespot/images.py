"""Images: what may be uploaded, and what may be fetched from where."""

import asyncio
import ssl
from collections.abc import Callable

import httpx
from msgspec import Struct

from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.address import BadAddress, server_address
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.gateway.http import (
    CONNECT_SECONDS,
    REQUEST_SECONDS,
    failures_in_our_words,
    read_bounded,
    refusal,
)
from safespot_tui.gateway.safespot.errors import rejected
from safespot_tui.i18n import _

MAX_UPLOAD_BYTES = 5 * 1024 * 1024
MAX_FETCHED_BYTES = 16 * 1024 * 1024
MAX_REDIRECTS = 3
_RIFF_HEADER = 12
_LONGEST_SHOWN = 200


class ImageKind(Struct, frozen=True):
    """How an image is named when it is uploaded."""

    file_name: str
    media_type: str


JPEG = ImageKind("image.jpg", "image/jpeg")
PNG = ImageKind("image.png", "image/png")
WEBP = ImageKind("image.webp", "image/webp")


def kind_of(image: bytes) -> ImageKind:
    """What an image is by its first bytes. Raises `Rejected` for what the server does not take."""
    if len(image) > MAX_UPLOAD_BYTES:
        raise rejected(_("The image is larger than 5 MB. Make it smaller."), "image_too_large", 413)
    if image.startswith(b"\xff\xd8\xff"):
        return JPEG
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if image[:4] == b"RIFF" and image[8:_RIFF_HEADER] == b"WEBP":
        return WEBP
    raise rejected(_("This is no JPEG, PNG or WebP image."), "not_an_image", 415)


class ImageFetcher:
    """Fetches what messages and reports point at: a stranger chose the address.

    No secret, no cookie and no name of the user goes along. Without TLS it asks this machine alone,
    and only if the server is on it, too.
    """

    def __init__(
        self,
        *,
        loopback: bool,
        transport: Callable[[], httpx.AsyncBaseTransport | None] = lambda: None,
    ) -> None:
        """`loopback`: whether the server is on this machine."""
        self._loopback = loopback
        self._transport = transport
        self._tls: ssl.SSLContext | None = None

    async def fetch(self, address: str) -> bytes:
        """The bytes at `address`. Raises `GatewayError`, `Rejected` for one not to be asked."""
        if self._tls is None:
            self._tls = await asyncio.to_thread(httpx.create_ssl_context)
        url = self._checked(address)
        with failures_in_our_words():
            async with asyncio.timeout(REQUEST_SECONDS), self._client(url, self._tls) as client:
                for _hop in range(MAX_REDIRECTS + 1):
                    async with client.stream("GET", url) as response:
                        if response.has_redirect_location:
                            url = self._checked(str(url.join(response.headers["location"])))
                            continue
                        body = await read_bounded(response, MAX_FETCHED_BYTES)
                        if not response.is_success:
                            raise refusal(response, b"")
                        return body
        raise NotUnderstood(_("The image has moved too often to be found."))

    def _client(self, url: httpx.URL, tls: ssl.SSLContext) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            verify=tls,
            headers={"Accept-Encoding": "identity", "Accept": "image/*"},
            follow_redirects=False,
            trust_env=url.scheme == "https",
            timeout=httpx.Timeout(REQUEST_SECONDS, connect=CONNECT_SECONDS),
            transport=self._transport(),
        )

    def _checked(self, address: str) -> httpx.URL:
        shown = safe_line(address[:_LONGEST_SHOWN])
        refusal = rejected(
            _("The image is at an address that is not asked: {address}").format(address=shown),
            "address",
        )
        try:
            url = httpx.URL(address)
            where = server_address(f"{url.scheme}://{url.netloc.decode()}", insecure=True)
        except (httpx.InvalidURL, BadAddress, UnicodeError, ValueError):
            raise refusal from None
        allowed = where.encrypted or (where.loopback and self._loopback)
        if url.userinfo or not allowed:
            raise refusal
        return url
