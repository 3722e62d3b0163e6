"""What may be uploaded, and what is fetched from where."""

import httpx
import pytest

from safespot_tui.gateway.errors import GatewayError, NotUnderstood, Rejected, Unreachable
from safespot_tui.gateway.safespot import images
from safespot_tui.gateway.safespot.images import JPEG, PNG, WEBP, ImageFetcher, ImageKind, kind_of

IMAGE = b"\x89PNG\r\n\x1a\n..."


@pytest.mark.parametrize(
    ("image", "kind"),
    [(b"\xff\xd8\xff\xe0", JPEG), (IMAGE, PNG), (b"RIFF\x00\x00\x00\x00WEBPVP8 ", WEBP)],
)
def test_an_image_is_known_by_its_first_bytes(image: bytes, kind: ImageKind):
    assert kind_of(image) is kind


@pytest.mark.parametrize(
    "image", [b"", b"GIF89a", b"RIFF\x00\x00\x00\x00WAVE", b"<svg", b"\xff\xd8", IMAGE[1:]]
)
def test_what_is_no_image_is_refused(image: bytes):
    with pytest.raises(Rejected, match="no JPEG, PNG or WebP"):
        kind_of(image)


def test_what_is_too_large_is_refused():
    assert kind_of(IMAGE.ljust(images.MAX_UPLOAD_BYTES, b"x")) is PNG
    with pytest.raises(Rejected, match="larger than 5 MB"):
        kind_of(IMAGE.ljust(images.MAX_UPLOAD_BYTES + 1, b"x"))


class Web:
    """Some addresses, and who asked for them how."""

    def __init__(self, *, loopback: bool = False, **answers: httpx.Response) -> None:
        self.requests: list[httpx.Request] = []
        self._answers = answers
        self.fetcher = ImageFetcher(
            loopback=loopback, transport=lambda: httpx.MockTransport(self._answer)
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answers.get(request.url.path.strip("/"), httpx.Response(200, content=IMAGE))


async def test_an_image_is_fetched_without_a_word_of_who_asks():
    web = Web()
    assert await web.fetcher.fetch("https://storage.test/a.png?x=1") == IMAGE
    (request,) = web.requests
    assert not {"authorization", "cookie", "x-client-id", "referer", "origin"} & set(
        request.headers
    )


@pytest.mark.parametrize(
    "address",
    [
        "http://storage.test/a.png",
        "http://127.0.0.1/a.png",
        "ftp://storage.test/a",
        "file:///etc/passwd",
        "data:image/png;base64,AA",
        "//storage.test/a",
        "a.png",
        "",
        "https://",
        "https://user:secret@storage.test/a",
        "https://storage.test:99999/a",
        "\x1b[2J",
    ],
)
async def test_what_is_not_protected_is_not_asked_for(address: str):
    web = Web()
    with pytest.raises(Rejected):
        await web.fetcher.fetch(address)
    assert web.requests == []


async def test_a_server_on_this_machine_may_have_its_images_here():
    web = Web(loopback=True)
    assert await web.fetcher.fetch("http://127.0.0.1:9/a.png") == IMAGE
    assert await web.fetcher.fetch("http://localhost/a.png") == IMAGE
    with pytest.raises(Rejected):
        await web.fetcher.fetch("http://storage.test/a.png")


async def test_a_redirect_is_followed_where_it_is_protected():
    web = Web(moved=httpx.Response(302, headers={"Location": "/a.png"}))
    assert await web.fetcher.fetch("https://storage.test/moved") == IMAGE
    for location in ("http://storage.test/a.png", "file:///etc/passwd", "http://127.0.0.1/"):
        web = Web(moved=httpx.Response(302, headers={"Location": location}))
        with pytest.raises(Rejected):
            await web.fetcher.fetch("https://storage.test/moved")
        assert len(web.requests) == 1


async def test_a_redirect_without_end_is_left():
    web = Web(moved=httpx.Response(302, headers={"Location": "/moved"}))
    with pytest.raises(NotUnderstood, match="moved too often"):
        await web.fetcher.fetch("https://storage.test/moved")
    assert len(web.requests) == images.MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (httpx.Response(404), Rejected),
        (httpx.Response(200, content=b"x" * (images.MAX_FETCHED_BYTES + 1)), NotUnderstood),
        (httpx.Response(200, content=b"x", headers={"Content-Encoding": "gzip"}), GatewayError),
    ],
)
async def test_what_is_no_image_of_ours_is_told_as_such(
    response: httpx.Response, expected: type[GatewayError]
):
    with pytest.raises(expected):
        await Web(x=response).fetcher.fetch("https://storage.test/x")


async def test_a_place_that_is_away_cannot_be_reached():
    with pytest.raises(Unreachable):
        await ImageFetcher(loopback=True).fetch("http://127.0.0.1:9/a.png")
