"""What moderators lay upon a person, and take off again."""

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.asking import Choice
from safespot_tui.actions.case_people import whom_to_act_against
from safespot_tui.actions.ending import ask_ending
from safespot_tui.actions.moderation_objections import nowhere
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.sanction import SanctionKind
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.i18n import N_, _
from safespot_tui.sync.hindrances import moment_words
from safespot_tui.sync.messenger import Capability


async def _mute(context: ActionContext) -> None:
    user = await whom_to_act_against(context, _("Whom do you want to mute?"))
    if user is None:
        return
    question = _("Mute {name}").format(name=user.alias)
    detail = _("They can read and not write, in all conversations, until {until}. They see why.")
    done = _("{name} is muted until {until}.")
    await _sanction(context, user, SanctionKind.MUTE, question, detail, done)


async def _suspend(context: ActionContext) -> None:
    user = await whom_to_act_against(context, _("Whom do you want to suspend?"))
    if user is None:
        return
    question = _("Suspend {name}").format(name=user.alias)
    detail = _("They are shut out until {until}, and see why. What they wrote stays.")
    done = _("{name} is suspended until {until}.")
    await _sanction(context, user, SanctionKind.SUSPENSION, question, detail, done)


async def _sanction(
    context: ActionContext,
    user: User,
    kind: SanctionKind,
    question: str,
    detail: str,
    done: str,
) -> None:
    until = await ask_ending(context, question)
    if until is None:
        return

    async def give(reason: SafeText) -> None:
        await context.messenger.acting.sanction(user.id, kind, until, reason)

    when = moment_words(until, context.now)
    if await context.surface.ask_reason(question, detail.format(until=when), give):
        context.surface.tell(done.format(name=user.alias, until=when))


async def _lift(context: ActionContext) -> None:
    user = await whom_to_act_against(context, _("For whom do you want to lift something?"))
    if user is None:
        return
    acting = context.messenger.acting
    account = await acting.account(user.id)
    choices = [
        Choice(kind, _title(kind), moment_words(sanction.until, context.now))
        for kind in SanctionKind
        if (sanction := account.sanction(kind, context.now)) is not None
    ]
    if not choices:
        context.surface.tell(_("Nothing is in force against {name}.").format(name=user.alias))
        return
    chosen = choices[0].value
    if len(choices) > 1:
        asked = await context.surface.choose(_("What do you want to lift?"), choices)
        if asked is None:
            return
        chosen = asked
    kind = SanctionKind(chosen)

    async def give(reason: SafeText) -> None:
        await acting.sanction(user.id, kind, None, reason)

    question = _("Lift for {name}: {what}").format(name=user.alias, what=_title(kind))
    if await context.surface.ask_reason(question, _("It ends at once. The reason is kept."), give):
        context.surface.tell(_("{name} may write again.").format(name=user.alias))


def _title(kind: SanctionKind) -> str:
    return _("the mute") if kind is SanctionKind.MUTE else _("the suspension")


SANCTION_ACTIONS = (
    Action(
        id="moderation.mute",
        section=Section.CONVERSATION,
        title=N_("Mute somebody for a time…"),
        help=N_("Lets somebody read and not write, on the whole server, until a time."),
        keys={Place.MODERATING: ("m",)},
        handler=_mute,
        objection=nowhere,
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.suspend",
        section=Section.CONVERSATION,
        title=N_("Suspend somebody for a time…"),
        help=N_("Shuts somebody out of the whole server until a time; they are told why."),
        keys={Place.MODERATING: ("s",)},
        handler=_suspend,
        objection=nowhere,
        needs=(Capability.MODERATION,),
    ),
    Action(
        id="moderation.lift",
        section=Section.CONVERSATION,
        title=N_("Lift a mute or a suspension…"),
        help=N_("Ends at once what is in force against somebody."),
        keys={Place.MODERATING: ("l",)},
        handler=_lift,
        objection=nowhere,
        needs=(Capability.MODERATION,),
    ),
)
