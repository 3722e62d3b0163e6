"""Every recorded request is answered as the real server answered it, by shape."""

import asyncio

import pytest

from tests.safespot_server.recordings import Beginning, Exchange, exchanges
from tests.safespot_server.replay import Replay, replayed
from tests.safespot_server.shapes import differences

EXCEPTIONS: dict[int, str] = {}
"""By number of the recorded request: why the state it was made in cannot be rebuilt."""


@pytest.fixture(scope="module")
def replay() -> Replay:
    return asyncio.run(replayed())


@pytest.mark.parametrize("exchange", exchanges(), ids=str)
def test_recorded_request(replay: Replay, exchange: Exchange) -> None:
    answered = replay.answers[exchange.number]
    assert answered.status == exchange.status, answered.answer
    expected, answer = exchange.answer, answered.answer
    match expected:
        case Beginning(list(known)):
            expected, answer = known, answer[: len(known)]
        case Beginning(dict(known)):
            expected, answer = known, {name: answer.get(name) for name in known}
        case _:
            pass
    if exchange.number in EXCEPTIONS:
        assert differences(expected, answer), "this is no exception any more"
        return
    assert differences(expected, answer) == []
    if isinstance(expected, dict):
        for name in ("error", "code"):
            assert answer.get(name) == expected.get(name)


@pytest.mark.parametrize("exchange", exchanges(), ids=str)
def test_recorded_headers(replay: Replay, exchange: Exchange) -> None:
    """Of those that say something about the server: the same ones, no more."""
    answered = replay.answers[exchange.number].headers
    telling = ("x-api-version", "x-min-client-version", "retry-after", "content-type")
    for name in (*telling, "ratelimit-policy", "ratelimit-limit", "x-ratelimit-limit-minute"):
        assert answered.get(name) == exchange.answer_headers.get(name), name
    for name in ("ratelimit-remaining", "ratelimit-reset", "x-ratelimit-remaining-minute"):
        assert (name in answered) == (name in exchange.answer_headers), name


def test_no_mistakes_of_our_own(replay: Replay) -> None:
    assert replay.server.backend.mistakes == []
    assert replay.server.backend.deaths == []
