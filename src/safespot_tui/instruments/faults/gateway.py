"""A server that has forgotten where its reader was."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from safespot_tui.domain.event import ResetRequired, StreamItem
from safespot_tui.domain.ids import Cursor
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.i18n import _
from safespot_tui.instruments.faults.faults import Faults
from safespot_tui.instruments.passing_gateway import PassingGateway


class ForgetfulGateway(PassingGateway):
    """At which a cursor can expire; all else is as it was.

    Not done by sending another cursor: one of the two dialects keeps its cursors to itself.
    """

    def __init__(self, beyond: Gateway, faults: Faults) -> None:
        super().__init__(beyond)
        self._faults = faults

    async def stream(self, cursor: Cursor | None) -> AsyncGenerator[StreamItem]:
        """Facts since `cursor`, unless it is to have expired."""
        if cursor is not None and self._faults.expires("a stream is opened"):
            yield ResetRequired(safe_line(_("A fault knob has the server forget its cursor.")))
            return
        async with aclosing(self.beyond.stream(cursor)) as items:
            async for item in items:
                yield item
