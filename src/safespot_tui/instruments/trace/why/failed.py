"""Why what the user wanted of a message, or in a conversation, has failed."""

from typing import assert_never

from safespot_tui.domain.intent import OutboxItem, OutboxState, SendMessage
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.why.seen import MOST_SENTENCES, Seen, Sentences


def failed(seen: Seen, about: str) -> Sentences:
    """Why what the user wanted of a message, or in a conversation, has failed."""
    items = [item for item in seen.store.outbox if about in _names(item)]
    if not items:
        yield _("Nothing of it waits or has failed.")
    for item in items[-MOST_SENTENCES:]:
        kind = type(item.intent).__name__
        match item.state:
            case OutboxState.FAILED:
                yield _("{intent} has failed: {reason}").format(intent=kind, reason=item.reason)
            case OutboxState.QUEUED | OutboxState.SENDING:
                yield _("{intent} is on its way: {reason}").format(
                    intent=kind, reason=item.reason or _("nothing has gone wrong yet")
                )
            case _:
                assert_never(item.state)
    names = {name for item in items for name in _names(item)} or {about}
    for call in seen.calls("perform"):
        if names & {*call.about.values()}:
            yield _("{intent} was asked for in {where}: {outcome}").format(
                intent=call.about.get("intent", ""),
                where=seen.where(call),
                outcome=seen.outcome(call),
            )


def _names(item: OutboxItem) -> set[str]:
    """All ids by which one may ask for an intent."""
    names = {str(item.intent.conversation_id), *filter(None, [item.row_key])}
    if isinstance(item.intent, SendMessage):
        names.add(item.intent.client_message_id)
    message_id = getattr(item.intent, "message_id", None)
    return names | ({str(message_id)} if message_id else set())
