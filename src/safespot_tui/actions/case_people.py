"""Whom a moderator means, also in a conversation that is not open here."""

from safespot_tui.actions.asking import Choice
from safespot_tui.actions.moderation_objections import whose_equal
from safespot_tui.actions.persons import person_meant
from safespot_tui.actions.roles import role_words
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.user import User


async def member_of_case(context: ActionContext, question: str) -> User | None:
    """One of who is in a conversation, be it one that was never opened: looking is on record."""
    where, store = context.conversation_id, context.store
    if where is None:
        return None
    choices = [
        Choice(user.id, user.alias, role_words(member.role))
        for member in await context.messenger.acting.members(where)
        if (user := store.user(member.user_id)) is not None
    ]
    chosen = await context.surface.choose(question, choices)
    return store.user(UserId(chosen)) if chosen is not None else None


async def person_of_case(context: ActionContext, question: str) -> User | None:
    """Whom it is about; in a conversation that is not open here, the server says who is there."""
    where = context.conversation_id
    unopened = where is not None and context.store.conversation(where) is None
    if unopened and context.user_id is None:
        return await member_of_case(context, question)
    return await person_meant(context, question)


async def whom_to_act_against(context: ActionContext, question: str) -> User | None:
    """Whom it is about, if it is somebody against whom the user may act; why not, is said."""
    user = await person_of_case(context, question)
    reason = whose_equal(context, user) if user is not None else ""
    if reason:
        context.surface.tell(reason)
        return None
    return user
