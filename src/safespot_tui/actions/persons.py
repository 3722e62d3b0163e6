"""Whom an action is about."""

from collections.abc import Callable

from safespot_tui.actions.asking import Choice
from safespot_tui.actions.objections import selected_message
from safespot_tui.actions.roles import role_words
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.user import User
from safespot_tui.i18n import _


async def person_meant(context: ActionContext, question: str) -> User | None:
    """Who was chosen before, or wrote the selected message; else the other one, or one of them."""
    store, message = context.store, selected_message(context)
    sender = message.sender_id if message is not None and context.user_id is None else None
    if sender is not None and sender != store.me:
        return store.user(sender)
    conversation_id = context.conversation_id
    conversation = store.conversation(conversation_id) if conversation_id is not None else None
    if context.user_id is None and conversation is not None:
        others = list(store.others(conversation.id))
        if conversation.type is ConversationType.DM and len(others) == 1:
            return store.user(others[0].user_id)
    return await one_of_the_others(context, question)


async def one_of_the_others(
    context: ActionContext, question: str, may_be: Callable[[Member], bool] = lambda _member: True
) -> User | None:
    """Who was chosen before, or else one of the others in the conversation, who `may_be` it."""
    store, conversation_id = context.store, context.conversation_id
    if context.user_id is not None:
        return store.user(context.user_id)
    choices = [
        Choice(user.id, user.alias, role_words(member.role))
        for member in (store.others(conversation_id) if conversation_id is not None else ())
        if may_be(member) and (user := store.user(member.user_id)) is not None
    ]
    if not choices:
        context.surface.tell(_("There is nobody here for whom you could do that."))
        return None
    user_id = await context.surface.choose(question, choices)
    return store.user(UserId(user_id)) if user_id is not None else None
