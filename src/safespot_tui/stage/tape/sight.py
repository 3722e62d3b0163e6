"""What is to be seen of a client in one place of its screen."""

from textual.widget import Widget

from safespot_tui.stage.client import Client
from safespot_tui.stage.tape.commands import Place
from safespot_tui.tui.screens.main import MainScreen


def seen(client: Client, place: Place) -> str:
    """The text there, without blanks at the ends of its lines; empty where it is not shown."""
    if place is Place.SCREEN:
        return client.screen
    if not is_shown(client, place):
        return ""
    widget = _widget(client.main, place)
    # Cells, not characters: an emoji takes two.
    region = widget.content_region
    strips = client.strips[region.y : region.bottom]
    return "\n".join(strip.crop(region.x, region.right).text.rstrip() for strip in strips)


def is_shown(client: Client, place: Place) -> bool:
    """Whether there is anything of that place now: a narrow screen has room for one."""
    main = client.main
    return place is Place.SCREEN or (
        client.app.screen is main and _widget(main, place).is_on_screen
    )


def _widget(main: MainScreen, place: Place) -> Widget:
    match place:
        case Place.INBOX:
            return main.left
        case Place.HEADER:
            return main.pane.header
        case Place.COMPOSER:
            return main.pane.desk
        case Place.TIMELINE | Place.SCREEN:
            return main.pane.timeline
