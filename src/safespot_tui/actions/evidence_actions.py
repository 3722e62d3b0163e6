"""What can be done to show later what was said."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import either, not_sent_yet, selected_message
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _


async def _copy_evidence(context: ActionContext) -> None:
    from safespot_tui.evidence.style import Form

    ids = context.message_ids if len(context.message_ids) > 1 else (context.message_id,)
    form = await context.surface.choose(
        _("Copy as evidence"),
        [
            Choice(Form.MARKDOWN, _("Markdown"), _("for notes and tickets")),
            Choice(Form.JSONL, _("JSON"), _("for programs: an object a line")),
        ],
    )
    if form is not None:
        context.surface.copy_evidence([each for each in ids if each is not None], Form(form))


async def _history(context: ActionContext) -> None:
    message = selected_message(context)
    if message is None:
        return
    revisions = await context.messenger.revisions(message.id)
    await context.surface.show_history(message.id, revisions)


def _keeps_nothing(context: ActionContext) -> str:
    """The user has to have said that what is changed stays here."""
    if context.messenger.keeps_revisions:
        return ""
    return _("What is edited or deleted is not kept. “keep = true” under [evidence] keeps it.")


def not_chosen(context: ActionContext) -> str:
    """A message has to be selected, whatever has become of it; or several."""
    chosen = len(context.message_ids) > 1 or selected_message(context) is not None
    return "" if chosen else context.surface.how_to_choose()


EVIDENCE_ACTIONS = (
    Action(
        id="message.copy_evidence",
        section=Section.MESSAGE,
        title=N_("Copy as evidence…"),
        help=N_(
            "Puts the selected message, or several, on the clipboard with ids, times in UTC and "
            "hashes, as “safespot-tui export” writes them."
        ),
        keys={Place.MESSAGE: ("C",)},
        handler=_copy_evidence,
        objection=either(not_chosen, not_sent_yet),
    ),
    Action(
        id="message.history",
        section=Section.MESSAGE,
        title=N_("History of this message"),
        help=N_(
            "What it said before it was edited or deleted, with times, as far as you saw it; kept "
            "where the settings say so ([evidence])."
        ),
        keys={Place.MESSAGE: ("H",)},
        handler=_history,
        objection=either(_keeps_nothing, not_chosen, not_sent_yet),
    ),
)
