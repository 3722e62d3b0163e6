"""An image that somebody sent."""

from textual import work
from textual.widget import Widget

from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.conversation.words import image_host
from safespot_tui.tui.drawing.picture import NotDrawable
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.picture_view import PictureView
from safespot_tui.tui.screens.dialog import Dialog, Words

_FRAME_COLUMNS = 8
_FRAME_ROWS = 10
"""What the dialog itself takes of the terminal, and what is left free around it."""


class ImageDialog(Dialog[None]):
    """Fetches an image and draws it, and says whose machine it came from.

    ::

        fetching ──▶ shown
            └──────▶ a sentence, if there is no image to be had
    """

    DEFAULT_CSS = """
    ImageDialog {
        & > #box { width: auto; min-width: 40; max-height: 100%; }
        PictureView { margin-top: 1; }
        #host { color: $foreground 65%; width: auto; }
        #state { width: auto; max-width: 60; }
        &.-low PictureView { margin-top: 0; }
    }
    """

    def __init__(self, messenger: Messenger, address: SafeText, caption: SafeText) -> None:
        super().__init__()
        self.title_words = " ".join(caption.split()) or _("Image")
        self._messenger = messenger
        self._address = address
        self._state = Words(_("Fetching the image…"), id="state")
        self._picture = PictureView()

    def parts(self) -> list[Widget]:
        """Where it comes from, then the image."""
        host = image_host(self._address)
        if host:
            said = _("From {host}").format(host=host)
        elif self._address.startswith("/"):
            said = _("From your server")
        else:
            said = _("From nowhere that is known")
        self._picture.display = False
        return [
            Words(said, id="host"),
            self._picture,
            self._state,
            Words(_("Esc closes"), classes="hint"),
        ]

    def on_mount(self) -> None:
        """Begin to fetch."""
        self._fetch()

    @work(exclusive=True, group="image")
    async def _fetch(self) -> None:
        from asyncio import to_thread

        from safespot_tui.tui.painting.painter import paint

        host, size = host_of(self), app_of(self).size
        room = max(8, size.width - _FRAME_COLUMNS), max(4, size.height - _FRAME_ROWS)
        ground = self._picture.background_colors[1].rgb
        canvas = host.canvas(host.launch.settings.images)
        try:
            content = await self._messenger.image(self._address)
            # Pillow takes its time, to be imported as well as to decode.
            painted = await to_thread(paint, content, room, ground, canvas, host.terminal_colors)
        except GatewayError as error:
            self._state.say(error.reason)
        except NotDrawable as error:
            self._state.say(str(error))
        else:
            self._picture.show(painted)
            self._picture.display = True
            self._state.display = False
