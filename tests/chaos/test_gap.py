"""An event that never came is missed at once, and asked for again from where it was lost."""

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos import sabotaged_client
from tests.chaos.faults import Deed, StreamFault
from tests.chaos.hooks import Backing
from tests.chaos.play import Places
from tests.chaos.proxy import ThreadedProxy
from tests.chaos.towns import OLD, Town
from tests.chaos.typist import Command
from tests.chaos.window import Window
from tests.e2e.people import PROGRAM
from tests.e2e.terminal import ScreenTimeout

LIVE = "● Live"
ALLOWED_SECONDS = 1 + 2
"""To notice, and to wait before the next attempt: anything up to half a second, and a machine under
load."""
_SEQ = re.compile(rb"id: \w+\.(\d+)")


@pytest.fixture
def town(tmp_path: Path, places: Places) -> Iterator[Town]:
    with places.town(Backing.FILE, tmp_path) as town:
        yield town


def seconds_until_shown(client: Command, town: Town, proxy: ThreadedProxy) -> float:
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
        assert screen.shown == [*OLD[0], "z01z"]
    return took


def test_a_dropped_event_is_repaired(town: Town, proxy: ThreadedProxy):
    dropped, resumed = len(proxy.proxy.dropped), len(proxy.proxy.resumed)
    assert seconds_until_shown((PROGRAM,), town, proxy) < ALLOWED_SECONDS
    (block,) = proxy.proxy.dropped[dropped:]
    lost = _SEQ.match(block)
    assert lost is not None
    *_, resumed_at = [cursor.rpartition(b".")[2] for cursor in proxy.proxy.resumed[resumed:]]
    assert int(resumed_at) == int(lost[1]) - 1


def test_a_client_that_does_not_look_for_holes_is_noticed(town: Town, proxy: ThreadedProxy):
    with pytest.raises(ScreenTimeout):
        seconds_until_shown((sys.executable, sabotaged_client.__file__, "gullible"), town, proxy)
    assert proxy.proxy.dropped
