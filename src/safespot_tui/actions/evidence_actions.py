"""What can be done to show later what was said."""

from safespot_tui.actions.action import Action, ActionContext, Choice, Place, Section
from safespot_tui.actions.objections import either, not_sent_yet, selected_message
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
)
