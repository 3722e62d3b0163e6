"""`send`: a message through the durable outbox, and word of what became of it."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.i18n import _

if TYPE_CHECKING:
    from safespot_tui.domain.ids import ConversationId, MessageId
    from safespot_tui.store.store import Store
    from safespot_tui.sync.engine import Engine

_DEFAULT_TIMEOUT = 10.0
_IMAGE_TIMEOUT = 120.0
_HEIR_SECONDS = 1.0
"""How long to wait for what earlier runs left behind, which goes before this message. Longer it
does not take, unless it is another window's that lives and sends it itself."""
_STDIN = "-"


def summary() -> str:
    """One line for the help."""
    return _("send a message; it is safe here before it is on its way")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "conversation", metavar=_("CONVERSATION"), help=_("id, beginning of the id, or title")
    )
    parser.add_argument(
        "text",
        nargs="?",
        metavar=_("TEXT"),
        help=_("the message, or the words under an image; “-”: standard input"),
    )
    parser.add_argument(
        "--image", metavar=_("PATH"), help=_("send this image, a JPEG, PNG or WebP")
    )
    parser.add_argument("--caption", metavar=_("TEXT"), help=_("the words under the image"))
    parser.add_argument(
        "--timeout",
        type=float,
        metavar=_("SECONDS"),
        help=_(
            "how long to wait for the server (default: {seconds:g}, {more:g} for an image)"
        ).format(seconds=_DEFAULT_TIMEOUT, more=_IMAGE_TIMEOUT),
    )
    parser.add_argument("--json", action="store_true", help=_("print the message as JSON"))


def run(options: argparse.Namespace) -> int:
    """Send and wait. What is not sent in time goes out with the next command or client."""
    text = sys.stdin.read().removesuffix("\n") if options.text == _STDIN else options.text or ""
    if options.caption is not None:
        if options.image is None or options.text is not None:
            raise CommandFailed(
                _("--caption goes with --image, in the place of the text."), ExitCode.USAGE
            )
        text = options.caption
    image = None if options.image is None else _image(options.image)
    if image is None and not text.strip():
        raise CommandFailed(_("There is nothing to send."), ExitCode.USAGE)
    return asyncio.run(_run(options, text, image))


def _image(path: str) -> bytes:
    from safespot_tui.actions.image_file import NotSendable, read_image

    try:
        return read_image(path)
    except NotSendable as error:
        raise CommandFailed(error.reason) from error


async def _run(options: argparse.Namespace, text: str, image: bytes | None) -> int:
    from safespot_tui.cli.account import required_profile, required_token
    from safespot_tui.cli.session import ProfileEngine
    from safespot_tui.cli.upload_progress import uploads_shown
    from safespot_tui.config.settings_file import load_settings

    profile = required_profile(options)
    required_token(profile)
    engine = ProfileEngine(profile, keep=load_settings().evidence.keep)
    # Listening would tell others that all they sent has been delivered to a device.
    running = asyncio.create_task(engine.run(listen=False))
    now = asyncio.get_running_loop().time()
    usual = _DEFAULT_TIMEOUT if image is None else _IMAGE_TIMEOUT
    deadline = now + (usual if options.timeout is None else options.timeout)
    try:
        conversation_id = await _conversation(engine, options.conversation, deadline)
        await _until(engine.store, min(now + _HEIR_SECONDS, deadline), engine.has_inherited)
        row_key = (
            await engine.send(conversation_id, text)
            if image is None
            else await engine.send_image(conversation_id, image, text)
        )
        with uploads_shown(engine.store):
            await _until(engine.store, deadline, lambda: _is_decided(engine.store, row_key))
        await _until(engine.store, deadline, engine.has_nothing_to_send)
        return await _report(engine, row_key, as_json=options.json)
    finally:
        running.cancel()
        await asyncio.wait([running])


async def _conversation(engine: "Engine", meant: str, deadline: float) -> "ConversationId":
    """The conversation, from what is stored here if that is enough, else from the server."""
    from safespot_tui.cli.conversations import find_conversation
    from safespot_tui.gateway.errors import NotLoggedIn, Unreachable
    from safespot_tui.store.connection import ConnectionState

    store = engine.store
    try:
        return find_conversation(store, meant)
    except CommandFailed:
        settled = {ConnectionState.LIVE, ConnectionState.SUSPENDED, ConnectionState.LOGGED_OUT}
        await _until(store, deadline, lambda: store.connection.state in settled)
    match store.connection.state:
        case ConnectionState.LIVE:
            await engine.look()
            return find_conversation(store, meant)
        case ConnectionState.SUSPENDED:
            raise CommandFailed(store.connection.reason)
        case ConnectionState.LOGGED_OUT:
            raise NotLoggedIn(store.connection.reason)
        case _:
            raise Unreachable(store.connection.reason or _("The server did not answer in time."))


def _is_decided(store: "Store", row_key: "MessageId") -> bool:
    from safespot_tui.domain.intent import OutboxState
    from safespot_tui.store.connection import ConnectionState

    item = next((each for each in store.outbox if each.row_key == row_key), None)
    return (
        item is None
        or item.state is OutboxState.FAILED
        or store.connection.state is ConnectionState.LOGGED_OUT
    )


async def _report(engine: "Engine", row_key: "MessageId", *, as_json: bool) -> int:
    """Say what became of the message, and end accordingly."""
    from safespot_tui.cli.output import print_json, print_problem
    from safespot_tui.cli.transcript import print_message
    from safespot_tui.cli.views import message_view
    from safespot_tui.domain.intent import OutboxState
    from safespot_tui.store.connection import ConnectionState

    store = engine.store
    item = next((each for each in store.outbox if each.row_key == row_key), None)
    if item is not None and item.state is OutboxState.FAILED:
        # The words are the caller's; a script has no use for a failed row in somebody's timeline.
        await engine.discard(item.sequence)
        raise CommandFailed(item.reason)
    message = (
        next(each for each in store.base_entities().messages if each.row_key == row_key)
        if item is None
        else store.message(row_key)
    )
    if message is not None:
        print_json(message_view(store, message)) if as_json else print_message(store, message)
    if item is None:
        return ExitCode.OK
    if store.connection.state is ConnectionState.LOGGED_OUT:
        print_problem(_("You are not logged in: it is queued and goes out once you log in again."))
        return ExitCode.NOT_LOGGED_IN
    print_problem(
        _("The server does not have it yet: it is queued and goes out with the next run.")
    )
    return ExitCode.QUEUED


async def _until(store: "Store", deadline: float, wanted: Callable[[], bool]) -> None:
    """Come back once `wanted` is true, or at the deadline."""
    changed = asyncio.Event()
    unwatch = store.watch_all(lambda _batch: changed.set())
    try:
        async with asyncio.timeout_at(deadline):
            while not wanted():
                await changed.wait()
                changed.clear()
    except TimeoutError:
        return
    finally:
        unwatch()
