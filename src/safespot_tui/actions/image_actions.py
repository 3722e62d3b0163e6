"""What can be done with images."""

from asyncio import to_thread

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.image_saving import NotSaved, downloads, save_image, stem_of
from safespot_tui.actions.objections import (
    either,
    kept_from_writing,
    no_conversation,
    no_message,
    not_sent_yet,
    selected_message,
)
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.message import MessageType
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


async def _send(context: ActionContext) -> None:
    if context.conversation_id is not None:
        await context.surface.send_image(context.conversation_id)


async def _send_file(context: ActionContext, words: SafeText) -> None:
    if context.conversation_id is not None:
        await context.surface.send_image(context.conversation_id, words)


async def _show(context: ActionContext) -> None:
    message = selected_message(context)
    if message is not None:
        await context.surface.show_image(message.content, message.caption)


async def _save(context: ActionContext) -> None:
    message = selected_message(context)
    if message is None:
        return
    image = await context.messenger.image(message.content)
    try:
        path = await to_thread(save_image, image, downloads(), stem_of(message))
    except NotSaved as error:
        context.surface.tell(error.reason)
    else:
        context.surface.tell(_("Saved as {path}").format(path=safe_line(str(path))))


def _no_image(context: ActionContext) -> str:
    """An image has to be selected."""
    message = selected_message(context)
    if message is None or message.type is not MessageType.IMAGE:
        return _("Select a message with an image first.")
    return ""


IMAGE_ACTIONS = (
    Action(
        id="image.send",
        section=Section.CONVERSATION,
        title=N_("Send an image…"),
        help=N_("Sends a JPEG, PNG or WebP of up to 5 MB, with words under it."),
        keys={Place.ANYWHERE: ("alt+h",)},
        handler=_send,
        on_words=_send_file,
        words=N_("path"),
        objection=either(no_conversation, kept_from_writing),
        needs=(Capability.IMAGES,),
    ),
    Action(
        id="image.show",
        section=Section.MESSAGE,
        title=N_("Show the image"),
        help=N_("Fetches the selected image from where it is kept and draws it here."),
        keys={Place.ANYWHERE: ("alt+v",), Place.MESSAGE: ("v",)},
        handler=_show,
        objection=either(no_message, _no_image, not_sent_yet),
        needs=(Capability.IMAGES,),
    ),
    Action(
        id="image.save",
        section=Section.MESSAGE,
        title=N_("Save the image"),
        help=N_("Fetches the selected image and keeps it in your downloads."),
        keys={Place.MESSAGE: ("V",)},
        handler=_save,
        objection=either(no_message, _no_image, not_sent_yet),
        needs=(Capability.IMAGES,),
    ),
)
