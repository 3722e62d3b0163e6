"""Every recorded kind of block is written by the stand-in for what caused it."""

import asyncio
import json
from collections.abc import Iterable

import pytest

from tests.safespot_server.circumstances import replayed
from tests.safespot_server.recordings import Recorded, blocks
from tests.safespot_server.replay import Replay
from tests.safespot_server.shapes import shape

Kind = tuple[str, str, str, str, str]


def kind_of(block: Recorded) -> Kind:
    """Stream, event, what it is about, where it comes from, and its shape."""
    if block.name is None:
        return block.stream, ":", block.raw.split()[1], "", ""
    payload = block.payload
    partial = payload.get("partial", {})
    origin = payload.get("originClientId", "")
    origin = "somebody" if origin.startswith(("client-", "another")) else origin
    what = str(partial.get("action") or partial.get("type") or "")
    return block.stream, block.name, what, origin, json.dumps(shape(payload), sort_keys=True)


def kinds(found: Iterable[Recorded]) -> dict[Kind, Recorded]:
    return {kind_of(block): block for block in found}


RECORDED = kinds(blocks())


@pytest.fixture(scope="module")
def replay() -> Replay:
    return asyncio.run(replayed())


@pytest.fixture(scope="module")
def written(replay: Replay) -> dict[Kind, Recorded]:
    return kinds(Recorded(stream, "", raw) for stream, raw in replay.blocks)


@pytest.mark.parametrize("kind", RECORDED, ids=lambda kind: " ".join(kind[:4]))
def test_recorded_kind_is_written(written: dict[Kind, Recorded], kind: Kind) -> None:
    assert kind in written, RECORDED[kind].raw


def test_nothing_else_is_written(written: dict[Kind, Recorded]) -> None:
    """No event, and none about anything, that the real server was never seen to write."""
    events = {kind[:3] for kind in written if kind[1] != ":"}
    assert events <= {kind[:3] for kind in RECORDED}
