"""What can be done with the report that a conversation is about, and with any other."""

import re

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.objections import either, no_conversation
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ReportId
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability

_LONGEST_LINK = 2000
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


def report_id_in(words: str) -> ReportId | None:
    """The report that an id, or a link with one in it, names."""
    found = _UUID.findall(words)
    # The last: a link may name other things before the report, such as who shared it.
    return ReportId(found[-1].lower()) if found else None


async def _discuss(context: ActionContext) -> None:
    words = await context.surface.ask_text(
        _("Talk about a report"),
        "",
        placeholder=_("The report's link, or its id"),
        longest=_LONGEST_LINK,
    )
    if words is None:
        return
    report_id = report_id_in(words)
    if report_id is None:
        context.surface.tell(_("There is no report's id in that. Copy the report's link again."))
        return
    context.surface.open(await context.messenger.discuss_report(report_id))


async def _show(context: ActionContext) -> None:
    report_id = _report_id(context)
    if report_id is not None:
        await context.surface.show_report(report_id)


def _report_id(context: ActionContext) -> ReportId | None:
    conversation_id = context.conversation_id
    conversation = context.store.conversation(conversation_id) if conversation_id else None
    return conversation.report_id if conversation else None


def _without_report(context: ActionContext) -> str:
    """A conversation about a report is needed."""
    return "" if _report_id(context) else _("This conversation is not about a report.")


REPORT_ACTIONS = (
    Action(
        id="report.discuss",
        section=Section.INBOX,
        title=N_("Talk about a report…"),
        help=N_("Opens a conversation with whoever made a report, by its link or id."),
        keys={Place.ANYWHERE: ("alt+t",), Place.INBOX: ("t",)},
        handler=_discuss,
        needs=(Capability.REPORTS,),
    ),
    Action(
        id="report.show",
        section=Section.CONVERSATION,
        title=N_("Show the report"),
        help=N_("Shows what is told of the report that the conversation is about."),
        keys={Place.ANYWHERE: ("f3",), Place.INBOX: ("r",)},
        handler=_show,
        objection=either(no_conversation, _without_report),
        needs=(Capability.REPORTS,),
    ),
)
