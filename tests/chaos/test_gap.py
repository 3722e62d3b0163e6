"""An event that never came is missed at once, and asked for again from where it was lost."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import sabotaged_client
from tests.chaos.faults import Deed, StreamFault
from tests.chaos.play import Command
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.towns import Blueprint, BundledTown
from tests.chaos.window import Window
from tests.e2e.people import PROGRAM
from tests.e2e.terminal import ScreenTimeout

LIVE = "● Live"
ALLOWED_SECONDS = 1 + 2
"""To notice, and to wait before the next attempt: anything up to half a second, and a machine under
load."""
_SEQ = re.compile(rb"id: \w+\.(\d+)")


@pytest.fixture
def town(tmp_path: Path, blueprint: Blueprint, proxy: ThreadedProxy) -> Iterator[BundledTown]:
    proxy.heal()
    town = BundledTown(tmp_path, blueprint, proxy)
    yield town
    town.close()


def seconds_until_shown(client: Command, town: BundledTown, proxy: ThreadedProxy) -> float:
    """How long a message takes whose event is dropped. Raises `ScreenTimeout`."""
    with Window(client, town.person.env) as screen:
        screen.wait_for(LIVE)
        screen.go_to("Marta")
        screen.settle()
        proxy.do(lambda it: it.orders.add(StreamFault(Deed.DROP, about=b"z01z")))
        town.hear("Marta", "z01z")
        began = time.monotonic()
        screen.look_until(lambda: "z01z" in screen.shown, "the message", ALLOWED_SECONDS)
        took = time.monotonic() - began
        screen.settle()
        assert screen.shown == ["z01z"]
    return took


def test_a_dropped_event_is_repaired(town: BundledTown, proxy: ThreadedProxy):
    dropped, resumed = len(proxy.proxy.dropped), len(proxy.proxy.resumed)
    assert seconds_until_shown((PROGRAM,), town, proxy) < ALLOWED_SECONDS
    (block,) = proxy.proxy.dropped[dropped:]
    lost = _SEQ.match(block)
    assert lost is not None
    *_, resumed_at = [cursor.rpartition(b".")[2] for cursor in proxy.proxy.resumed[resumed:]]
    assert int(resumed_at) == int(lost[1]) - 1


def test_a_client_that_does_not_look_for_holes_is_noticed(town: BundledTown, proxy: ThreadedProxy):
    with pytest.raises(ScreenTimeout):
        seconds_until_shown((sys.executable, sabotaged_client.__file__, "gullible"), town, proxy)
    assert proxy.proxy.dropped
