"""What can be done to have peace."""

from datetime import datetime, timedelta

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.conversation_actions import FOR_EVER
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _

MORNING_HOUR = 8
"""When “tomorrow” begins for those who want peace until then."""


async def _do_not_disturb(context: ActionContext) -> None:
    choices = [
        Choice("1", _("For one hour")),
        Choice("8", _("For eight hours")),
        Choice("morning", _("Until tomorrow at 8")),
        Choice("always", _("Until I end it")),
    ]
    if context.surface.quiet_until is not None:
        choices.insert(0, Choice("off", _("Disturb me again")))
    chosen = await context.surface.choose(_("Do not disturb"), choices)
    if chosen is not None:
        context.surface.keep_quiet(_until(chosen, context.now))


def _until(chosen: str, now: datetime) -> datetime | None:
    match chosen:
        case "off":
            return None
        case "always":
            return FOR_EVER
        case "morning":
            tomorrow = now.astimezone() + timedelta(days=1)
            return tomorrow.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0)
        case hours:
            return now + timedelta(hours=int(hours))


QUIET_ACTIONS = (
    Action(
        id="app.do_not_disturb",
        section=Section.APP,
        title=N_("Do not disturb…"),
        help=N_("No bell and no notices for a while, also after another start."),
        keys={Place.ANYWHERE: ("alt+9",)},
        handler=_do_not_disturb,
        drawn=True,
    ),
)
