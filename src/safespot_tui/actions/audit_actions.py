"""What can be read of what moderators did."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.case_people import person_of_case
from safespot_tui.actions.moderation_objections import nowhere
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability


async def _record(context: ActionContext) -> None:
    user = await person_of_case(context, _("Whose record?"))
    if user is not None:
        await context.surface.show_audit(user_id=user.id)


async def _audit(context: ActionContext) -> None:
    await context.surface.show_audit()


AUDIT_ACTIONS = (
    Action(
        id="moderation.record",
        section=Section.CONVERSATION,
        title=N_("What was done to somebody"),
        help=N_("What is in force against a person, and all that the audit trail says of them."),
        keys={Place.MODERATING: ("h",)},
        handler=_record,
        objection=nowhere,
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="audit.open",
        section=Section.APP,
        title=N_("Audit trail"),
        help=N_("What was done by moderators, the newest first; admins see everybody's."),
        keys={Place.ANYWHERE: ("alt+shift+u",), Place.MODERATING: ("g",)},
        handler=_audit,
        needs=(Capability.MODERATION,),
    ),
)
