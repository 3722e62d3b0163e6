"""Every recorded request is answered as the real server answered it, in shape and value."""

import asyncio
from typing import Any

import pytest

from tests.safespot_server.circumstances import replayed
from tests.safespot_server.recordings import Beginning, Exchange, exchanges
from tests.safespot_server.replay import Replay
from tests.safespot_server.shapes import differences, other_values

TELLING_HEADERS = (
    "content-type",
    "x-api-version",
    "x-min-client-version",
    "ratelimit-policy",
    "ratelimit-limit",
    "x-ratelimit-limit-minute",
    "retry-after",
)
PRESENT_HEADERS = (
    "etag",
    "x-request-id",
    "ratelimit-remaining",
    "ratelimit-reset",
    "x-ratelimit-remaining-minute",
)
_NOT_RECORDED = "hundreds of messages between these requests were not recorded"
OTHER_VALUES = {
    192: "which instance, and how many are online on the whole of it",
    193: "which instance, and how many are online on the whole of it",
    389: _NOT_RECORDED,
    391: _NOT_RECORDED,
    393: _NOT_RECORDED,
    398: _NOT_RECORDED,
}
"""By number of the request: why the state behind its values cannot be rebuilt."""


@pytest.fixture(scope="module")
def replay() -> Replay:
    return asyncio.run(replayed())


def known(replay: Replay, exchange: Exchange) -> tuple[Any, Any]:
    """The two answers, as far as the recorded one is known."""
    expected, answer = exchange.answer, replay.answers[exchange.number].answer
    match expected:
        case Beginning(list(elements)):
            return elements, answer[: len(elements)]
        case Beginning(dict(fields)):
            return fields, {name: answer.get(name) for name in fields}
        case _:
            return expected, answer


@pytest.mark.parametrize("exchange", exchanges(), ids=str)
def test_recorded_request(replay: Replay, exchange: Exchange) -> None:
    """Status, headers, keys and types; codes, words, flags and counts."""
    answered = replay.answers[exchange.number]
    assert answered.status == exchange.status, answered.answer
    for name in TELLING_HEADERS:
        assert answered.headers.get(name) == exchange.answer_headers.get(name), name
    for name in PRESENT_HEADERS:
        assert (name in answered.headers) == (name in exchange.answer_headers), name

    assert differences(*known(replay, exchange)) == []
    others = list(other_values(*known(replay, exchange)))
    if exchange.number in OTHER_VALUES:
        assert others, "it can be rebuilt after all"
    else:
        assert others == []


def test_no_mistakes_of_our_own(replay: Replay) -> None:
    assert replay.server.backend.mistakes == []
    assert replay.server.backend.deaths == []
