"""Lending the terminal to the user's own editor, and taking what was written there."""

from asyncio import to_thread

from msgspec import structs
from textual.app import App, SuspendNotSupported

from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _
from safespot_tui.tui.conversation.desk import WritingDesk
from safespot_tui.tui.writing.external_editor import EditorFailed, edited, editor_command


async def write_outside(app: App[None], desk: WritingDesk) -> None:
    """Go on with what is on the desk in an editor; what fails is said there, and nothing is lost.

    Meanwhile messages come and go as ever; nothing is painted. What comes back goes where it was
    written for, whatever is shown by then.
    """
    draft = desk.composer.draft
    if draft is None:
        return
    desk.keep_draft()
    try:
        command = editor_command()
        with app.batch_update(), app.suspend():
            outcome = await _outcome(draft.text, command)
    except SuspendNotSupported:
        outcome = EditorFailed(_("This terminal cannot be lent to an editor."))
    except EditorFailed as error:
        outcome = error
    match outcome:
        case EditorFailed():
            desk.say(outcome.reason)
        case text:
            desk.go_on(structs.replace(draft, text=text))
    desk.composer.focus()


async def _outcome(text: str, command: list[str]) -> SafeText | EditorFailed:
    """What became of it, never raised: Textual takes the terminal back only from who does not."""
    try:
        return await to_thread(edited, text, command)
    except EditorFailed as error:
        return error
