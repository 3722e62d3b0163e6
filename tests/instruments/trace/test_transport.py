"""What is noted of requests, answers and frames, and that nothing of it is changed on its way."""

import httpx
import pytest

from safespot_tui.instruments.trace.entry import Answered, Asked, Broke, Framed
from tests.instruments.trace.lines import Pieces, kinds, traced

STREAM = {"content-type": "text/event-stream"}
PIECES = (b"id: 7\r\nevent: mess", b"age-created\r\ndata: {}\r\n\r\n: still here\n", b"\nid: 8\n\n")


def stream(_request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers=STREAM, stream=Pieces(*PIECES))


async def test_a_request_and_its_answer_are_noted():
    client, trace = traced(lambda _request: httpx.Response(404, json={"error": "none"}))
    async with client:
        answer = await client.post("/messages?limit=3", json={"content": "hola"})
    assert answer.json() == {"error": "none"}
    asked, answered = trace
    assert isinstance(asked, Asked)
    assert isinstance(answered, Answered)
    assert (asked.method, asked.path) == ("POST", "/messages?limit=3")
    assert asked.server == "http://server.example"
    assert asked.body == '{"content":"hola"}'
    assert asked.size == len(asked.body)
    assert (answered.of, answered.status, answered.body) == (asked.number, 404, '{"error":"none"}')
    assert answered.size == len(answered.body)
    assert trace.made_of(asked.number) == [answered]


async def test_each_frame_is_noted_before_its_bytes_are_passed_on_as_they_came():
    client, trace = traced(stream)
    passed = list[tuple[bytes, int]]()
    async with client, client.stream("GET", "/events") as response:
        async for piece in response.aiter_raw():
            passed.append((piece, kinds(trace).count("Framed")))
    assert [piece for piece, _frames in passed] == list(PIECES)
    assert [frames for _piece, frames in passed] == [0, 2, 3]
    assert kinds(trace) == ["Asked", "Framed", "Framed", "Framed", "Answered"]
    frames = [entry for entry in trace if isinstance(entry, Framed)]
    assert [(each.event, each.id, each.data) for each in frames] == [
        ("message-created", "7", "{}"),
        ("", "", ""),
        ("", "8", ""),
    ]
    assert sum(each.size for each in frames) == sum(map(len, PIECES))
    assert frames[1].size == len(b": still here\n")


async def test_an_answer_that_does_not_come_or_breaks_off_is_noted_with_its_reason():
    def refuse(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/none":
            raise httpx.ConnectError("nobody there")
        body = Pieces(b"{", breaks=httpx.ReadError("gone"))
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=body)

    client, trace = traced(refuse)
    async with client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/none")
        with pytest.raises(httpx.ReadError):
            await client.get("/half")
    reasons = [entry.reason for entry in trace if isinstance(entry, Broke)]
    assert reasons == ["ConnectError: nobody there", "ReadError: gone"]
    assert kinds(trace) == ["Asked", "Broke", "Asked", "Broke"]


async def test_what_is_not_read_to_its_end_is_noted_once():
    client, trace = traced(stream)
    async with client, client.stream("GET", "/events") as response:
        async for _piece in response.aiter_raw():
            break
    assert kinds(trace) == ["Asked", "Broke"]


async def test_of_what_is_no_text_only_the_size_is_kept():
    picture = b"\x89PNG\x00\xff"
    client, trace = traced(
        lambda _request: httpx.Response(200, headers={"content-type": "image/png"}, content=picture)
    )
    async with client:
        await client.put("/images/1", content=picture, headers={"content-type": "image/png"})
    asked, answered = trace
    assert isinstance(asked, Asked)
    assert isinstance(answered, Answered)
    assert (asked.body, asked.size) == ("", len(picture))
    assert (answered.body, answered.size) == ("", len(picture))
