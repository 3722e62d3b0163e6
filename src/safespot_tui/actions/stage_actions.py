"""What who tests a server can do."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _


async def _inspect(context: ActionContext) -> None:
    context.surface.show_inspector()


def _traced(context: ActionContext) -> str:
    """Something has to have been noted."""
    if context.surface.may_inspect:
        return ""
    return _(
        "Nothing is traced. Start “safespot-tui --inspect”, or set staging = true in the profile."
    )


STAGE_ACTIONS = (
    Action(
        id="stage.inspect",
        section=Section.STAGE,
        title=N_("Inspector"),
        help=N_(
            "Every request and every frame that crosses to the server, what it became, what that "
            "changed and what was painted anew; and whether the client keeps to what it is built "
            "to. Only where the client was started with “--inspect”."
        ),
        keys={Place.ANYWHERE: ("alt+shift+x",)},
        handler=_inspect,
        objection=_traced,
        drawn=True,
    ),
)
