"""No secret is in a trace, wherever a server puts it."""

import json
import time
from urllib.parse import quote

import httpx
import msgspec
import pytest

from safespot_tui.instruments.trace.secrets import MOST_KNOWN, Secrets
from tests.instruments.trace.lines import Pieces, traced

TOKEN = "canary-token/1f3+77=="
SIGNATURE = "canary-signature-93ab"
PASSWORD = 'canary "password" ñandú'
TOLD = "canary-told-0123456789"
CANARIES = (TOKEN, SIGNATURE, PASSWORD, TOLD)
HEADERS = {
    "Authorization": f"Bearer {TOKEN}",
    "X-Anonymous-Signature": SIGNATURE,
    "Cookie": f"sid={TOLD}",
    "X-Origin": "window-1",
}


def quoting(request: httpx.Request) -> httpx.Response:
    """Says all that it was told, in each way there is."""
    said = {
        "message": f"{TOKEN} {SIGNATURE} {PASSWORD}",
        "at": f"/x?{quote(TOKEN, safe='')}",
        "to\u006ben": TOLD,
        "again": [TOLD],
    }
    headers = {"Location": f"/login?token={TOLD}", "Set-Cookie": TOLD, "X-Note": f"no: {TOKEN}"}
    if request.url.path == "/events":
        frames = f"event: {TOKEN}\nid: {SIGNATURE}\ndata: {json.dumps(said)}\n\n"
        stream = Pieces(frames.encode())
        return httpx.Response(200, headers={"Content-Type": "text/event-stream"}, stream=stream)
    if request.url.path == "/breaks":
        raise httpx.ReadError(f"while sending {TOKEN}")
    return httpx.Response(403, json=said, headers=headers)


async def test_no_secret_is_in_any_entry():
    client, trace = traced(quoting, HEADERS)
    async with client:
        await client.post("/sessions", json={"email": "v@example.org", "password": PASSWORD})
        await client.put("/me/password", json={"current": PASSWORD, "password": PASSWORD})
        await client.get(f"/events?access_token={quote(TOLD)}&after=3")
        await client.get(f"/{quote(TOKEN, safe='')}")
        with pytest.raises(httpx.ReadError):
            await client.get("/breaks")
    written = msgspec.json.encode(list(trace)).decode()
    for canary in CANARIES:
        for form in (canary, json.dumps(canary)[1:-1], quote(canary), quote(canary, safe="")):
            assert form not in written
            assert json.dumps(form)[1:-1] not in written
    assert "window-1" in written
    assert "v@example.org" in written
    assert "after=3" in written


def test_a_server_cannot_have_it_forgotten_what_was_sent():
    secrets = Secrets()
    secrets.asked({"Authorization": f"Bearer {TOKEN}"})
    for number in range(2 * MOST_KNOWN):
        secrets.told(json.dumps({"token": f"another-token-{number:08}"}))
    assert TOKEN not in secrets.text(f"no: {TOKEN}")


def test_a_server_cannot_have_common_words_masked():
    secrets = Secrets()
    secrets.told('{"token": "message"}')
    assert secrets.text("a message") == "a message"


@pytest.mark.parametrize("text", ["token" * 100_000, '"token' * 100_000, "?token&" * 100_000])
def test_what_is_made_to_take_long_does_not(text: str):
    began = time.process_time()
    Secrets().told(text)
    Secrets().path(text)
    # Were it to take the square of the length, it would be hours.
    assert time.process_time() - began < 30
