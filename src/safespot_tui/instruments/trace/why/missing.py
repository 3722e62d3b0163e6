"""Why a message or a conversation is not here, or since when it is."""

import re

from safespot_tui.domain.event import MessageDeleted, MessagesListed
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.i18n import _
from safespot_tui.instruments.trace.entry import Answered, Entry, Framed, Patched, Told
from safespot_tui.instruments.trace.why.seen import MOST_SENTENCES, Seen, Sentences
from safespot_tui.store.connection import ConnectionState


def missing(seen: Seen, about: str) -> Sentences:
    """Why a message or a conversation is not here, or since when it is."""
    store = seen.store
    held = store.base_message(MessageId(about)) or store.conversation(ConversationId(about))
    yield _("It is here.") if held is not None else _("It is not here.")
    # A part of another id is not it.
    whole = re.compile(rf"(?<![\w-]){re.escape(about)}(?![\w-])")
    named = [entry for entry in seen.trace if whole.search(_text_of(entry))]
    for entry in named[-MOST_SENTENCES:]:
        yield from _mention(seen, entry)
    for entry, item in seen.received():
        match item.event:
            case MessageDeleted(message_id=message_id) if message_id == about:
                yield _("It was deleted: {where} says so.").format(where=seen.where(entry))
            case MessagesListed(message_ids=ids) if held is None and about not in ids:
                yield _("A list of all messages, {where}, did not have it.").format(
                    where=seen.where(entry)
                )
            case _:
                pass
    if not named:
        yield _("No entry names it: the server has not told of it since {time}.").format(
            time=seen.time_in_words(seen.trace.began_at.astimezone())
        )
    if store.connection.state is not ConnectionState.LIVE:
        yield _("The client is not live ({state}): it may still be told.").format(
            state=store.connection.state.value
        )


def _mention(seen: Seen, entry: Entry) -> Sentences:
    match entry:
        case Framed():
            told = [e for e in seen.trace.made_of(entry.number) if isinstance(e, Told)]
            if not told:
                yield _("{where} names it, and the client made nothing of it.").format(
                    where=seen.where(entry)
                )
            elif not any(
                isinstance(made, Patched)
                for each in told
                for made in seen.trace.made_of(each.number)
            ):
                yield _("{where} names it; it became {told}, which changed nothing.").format(
                    where=seen.where(entry), told=seen.where(told[0])
                )
            else:
                yield _("{where} told of it.").format(where=seen.where(entry))
        case Answered():
            yield _("{where} names it.").format(where=seen.where(entry))
        case Patched():
            yield _("What is held of it changed in {where}.").format(where=seen.where(entry))
        case _:
            pass


def _text_of(entry: Entry) -> str:
    match entry:
        case Framed(data=data):
            return data
        case Answered(body=body):
            return body
        case Patched(keys=keys):
            return "\n".join(keys)
        case _:
            return ""
