"""What can be done with the links in a message."""

from collections.abc import Sequence

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import either, no_message, selected_message
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.links import Link, links_in
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_, _


def links_of(message: Message) -> Sequence[Link]:
    """The links of a message, each once: in its words, or of an image and in those under it."""
    words: tuple[str, ...] = (message.content,)
    if message.type is MessageType.IMAGE:
        words = (message.content, message.caption)
    found = {link.url: link for text in words for link in links_in(text)}
    return tuple(found.values())


async def _open(context: ActionContext) -> None:
    link = await _chosen(context, _("Open which link?"))
    if link is not None:
        await context.surface.open_link(link)


async def _copy(context: ActionContext) -> None:
    link = await _chosen(context, _("Copy which link?"))
    if link is not None:
        context.surface.copy(SafeText(link.url))


async def _chosen(context: ActionContext, title: str) -> Link | None:
    """The only link of the selected message, or the one that the user chooses."""
    message = selected_message(context)
    links = links_of(message) if message is not None else ()
    if len(links) < 2:
        return links[0] if links else None
    choices = [Choice(link.url, link.host, link.url) for link in links]
    url = await context.surface.choose(title, choices)
    return next((link for link in links if link.url == url), None)


def _no_link(context: ActionContext) -> str:
    """There has to be a link that may be opened."""
    message = selected_message(context)
    if message is None or not links_of(message):
        return _("There is no link in this message that could be opened.")
    return ""


LINK_ACTIONS = (
    Action(
        id="message.open_link",
        section=Section.MESSAGE,
        title=N_("Open a link"),
        help=N_("Shows where a link of the selected message leads, and opens it if you agree."),
        keys={Place.MESSAGE: ("o",)},
        handler=_open,
        objection=either(no_message, _no_link),
    ),
    Action(
        id="message.copy_link",
        section=Section.MESSAGE,
        title=N_("Copy a link"),
        help=N_("Puts a link of the selected message on the clipboard."),
        keys={Place.MESSAGE: ("L",)},
        handler=_copy,
        objection=either(no_message, _no_link),
    ),
)
