"""Going through what the watch rules have hit."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import N_, _, ngettext


async def _next_hit(context: ActionContext) -> None:
    surface, watch = context.surface, context.surface.watching
    hit = watch.next() if watch is not None else None
    if watch is None or hit is None:
        surface.tell(_("No watch rule has hit anything yet."))
        return
    if hit.message_id is None:
        surface.open(hit.conversation_id)
    else:
        await surface.jump_to(hit.conversation_id, hit.message_id)
    names = ", ".join(hit.names)
    surface.tell(
        ngettext("{names} · {n} more waits", "{names} · {n} more wait", watch.count).format(
            names=names, n=watch.count
        )
        if watch.count
        else _("{names} · that was the last that waited").format(names=names)
    )


def _no_rules(context: ActionContext) -> str:
    """There has to be a rule."""
    if context.surface.watching is not None:
        return ""
    return _("There are no watch rules: write some into config.toml, under [rules].")


WATCH_ACTIONS = (
    Action(
        id="watch.next_hit",
        section=Section.INBOX,
        title=N_("Next hit of a watch rule"),
        help=N_(
            "Goes to the message that your watch rules hit and that has waited longest; once you "
            "have seen them all, through them again."
        ),
        keys={Place.ANYWHERE: ("alt+shift+n",)},
        handler=_next_hit,
        objection=_no_rules,
    ),
)
