"""`image`: keep an image that somebody sent."""

import argparse
import asyncio
from pathlib import Path

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("save the image of a message")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "conversation", metavar=_("CONVERSATION"), help=_("id, beginning of the id, or title")
    )
    parser.add_argument(
        "message", metavar="ID", help=_("the message, as “history --json” calls it")
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar=_("FILE"),
        help=_("a file that is not there yet (default: one among your downloads)"),
    )


def run(options: argparse.Namespace) -> int:
    """Fetch it and print where it is now."""
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    from safespot_tui.actions.image_saving import (
        NotSaved,
        downloads,
        save_image,
        stem_of,
        write_image,
    )
    from safespot_tui.cli.account import connected, fresh_store
    from safespot_tui.cli.conversations import find_conversation
    from safespot_tui.domain.ids import MessageId
    from safespot_tui.domain.message import MessageType
    from safespot_tui.domain.text import safe_line
    from safespot_tui.gateway.protocol import Page

    wanted = MessageId(options.message)
    async with connected(options) as gateway:
        conversation_id = find_conversation(await fresh_store(gateway), options.conversation)
        page = await gateway.history(conversation_id, Page(around=wanted, limit=1))
        message = next((each for each in page.messages if each.id == wanted), None)
        if message is None or message.type is not MessageType.IMAGE or message.deleted_at:
            raise CommandFailed(_("That message holds no image."))
        image = await gateway.fetch_image(message.content)
    try:
        if options.output is None:
            path = save_image(image, downloads(), stem_of(message))
        else:
            path = write_image(image, options.output)
    except NotSaved as error:
        raise CommandFailed(str(error)) from error
    print(safe_line(str(path)))
    return ExitCode.OK
