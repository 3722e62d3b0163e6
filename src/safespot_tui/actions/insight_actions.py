"""What can be done to see how it all goes."""

from datetime import datetime
from typing import TYPE_CHECKING

from safespot_tui.actions.action import Action, NotUnderstood, Place, Section
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import N_

if TYPE_CHECKING:
    from safespot_tui.insight.period import Period


async def _open(context: ActionContext) -> None:
    from safespot_tui.insight.period import USUAL

    await context.surface.show_insight(_period(SafeText(USUAL), context.now))


async def _open_of(context: ActionContext, words: SafeText) -> None:
    await context.surface.show_insight(_period(words, context.now))


def _period(words: SafeText, now: datetime) -> "Period":
    """Raises `NotUnderstood`."""
    from safespot_tui.insight.period import NoPeriod, period_in

    try:
        return period_in(words, now)
    except NoPeriod as error:
        raise NotUnderstood(str(error)) from None


INSIGHT_ACTIONS = (
    Action(
        id="insight.open",
        section=Section.INBOX,
        title=N_("Insight"),
        help=N_(
            "How much is written when, how soon it is answered, what waits for an answer, and what "
            "watch rules hit: of what is kept here, as “safespot-tui stats” prints it."
        ),
        keys={Place.ANYWHERE: ("alt+shift+i",)},
        handler=_open,
        on_words=_open_of,
        words=N_("24h, 30d, a day, all"),
    ),
)
