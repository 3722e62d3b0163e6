"""Small pictures of images, among the lines of a conversation.

Only of what the user's own server keeps: whatever lies elsewhere would tell a stranger's machine
who looks at it, so that is fetched when it is asked for.

::

    looked at ──▶ fetched, one after another ──▶ painted, in a thread ──▶ shown
                              └──────────────────────┴──▶ left out until the next `try_again`
"""

from asyncio import Lock, to_thread
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import structs
from rich.color import ColorSystem
from textual.widget import Widget

from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.conversation.row import Picture
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.drawing.picture import NotDrawable
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.terminal.canvas import Way

if TYPE_CHECKING:
    from safespot_tui.tui.painting.painted import Painted

COLUMNS, LINES = 32, 8
"""Cells that a picture has at most. All take as many lines, so that nothing moves when it comes."""

MOST_KEPT = 40
"""Of which an image of a few megabytes need not be fetched and decoded again."""

_WAITING = Picture(COLUMNS, LINES)
_COLOURFUL = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT)


class Thumbnails:
    """Pictures by where the images are; those looked at last are kept."""

    def __init__(self, widget: Widget, messenger: Messenger, changed: Callable[[], None]) -> None:
        """`changed` is called when one has come for the rows of `widget`, or will not come."""
        self._widget = widget
        self._messenger = messenger
        self._changed = changed
        self._painted: dict[str, Painted | None] = {}
        """Those on their way are none yet."""
        self._left_out: set[str] = set()
        self._one_at_a_time = Lock()

    def of(self, message: Message) -> Picture | None:
        """What is to be seen of a message's image now; None where no room is kept for it.

        The first time, it is sent for.
        """
        address = message.content
        if (
            message.type is not MessageType.IMAGE
            or not _is_of_own_server(address)
            or address in self._left_out
            or not self._can_be_seen()
        ):
            return None
        if address not in self._painted:
            self._painted[address] = None
            self._widget.run_worker(self._fetch(address), group="thumbnails")
        painted = self._painted[address] = self._painted.pop(address)  # the one looked at last
        return _WAITING if painted is None else Picture(COLUMNS, LINES, painted.strips)

    def try_again(self) -> None:
        """What could not be had may have come within reach."""
        self._left_out.clear()

    def close(self) -> None:
        """The terminal need not keep any."""
        for address in list(self._painted):
            self._drop(address)

    def _can_be_seen(self) -> bool:
        host = host_of(self._widget)
        return (
            not app_of(self._widget).no_color
            and host.terminal_colors in _COLOURFUL
            and glyphs.mode() is not EmojiMode.ASCII
        )

    async def _fetch(self, address: str) -> None:
        async with self._one_at_a_time:
            try:
                painted = await self._paint(await self._messenger.image(address))
            except (GatewayError, NotDrawable):
                self._left_out.add(address)
                self._drop(address)
            else:
                host_of(self._widget).tell(painted.before)
                self._painted[address] = painted
                for oldest in list(self._painted)[:-MOST_KEPT]:
                    self._drop(oldest)
        self._changed()

    async def _paint(self, content: bytes) -> "Painted":
        from safespot_tui.tui.painting.painter import paint

        host = host_of(self._widget)
        canvas = host.canvas(host.launch.settings.images)
        if canvas.way is Way.SIXEL:
            # Sixels lie on the glass, and do not scroll with the lines.
            canvas = structs.replace(canvas, way=Way.HALF_BLOCKS)
        ground = self._widget.background_colors[1].rgb
        return await to_thread(
            paint, content, (COLUMNS, LINES), ground, canvas, host.terminal_colors
        )

    def _drop(self, address: str) -> None:
        painted = self._painted.pop(address, None)
        if painted is not None:
            host_of(self._widget).tell(painted.after)


def _is_of_own_server(address: str) -> bool:
    """Whether it is a path; two slashes, of either kind, begin the name of another machine."""
    return address.startswith("/") and address[1:2] not in ("/", "\\")
