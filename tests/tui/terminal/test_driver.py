"""A terminal that is gone holds nobody up."""

import io
import threading
from typing import cast

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread

from safespot_tui.tui.terminal.driver import Lenient


class Gone(io.StringIO):
    """A terminal that hung up."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


def test_what_nothing_takes_any_more_is_not_waited_for() -> None:
    writer = WriterThread(cast("io.StringIO", Lenient(Gone())))
    writer.start()
    done = threading.Event()

    def write_a_lot() -> None:
        for _piece in range(3 * MAX_QUEUED_WRITES):
            writer.write("x")
        writer.stop()
        done.set()

    threading.Thread(target=write_a_lot, daemon=True).start()
    assert done.wait(10)
