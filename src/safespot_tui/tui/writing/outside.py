"""Lending the terminal to the user's own editor, and taking what was written there."""

from asyncio import to_thread

from msgspec import structs
from textual.app import App, SuspendNotSupported

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
            text = await to_thread(edited, draft.text, command)
    except EditorFailed as error:
        desk.say(error.reason)
    except SuspendNotSupported:
        desk.say(_("This terminal cannot be lent to an editor."))
    else:
        desk.go_on(structs.replace(draft, text=text))
    finally:
        desk.composer.focus()
