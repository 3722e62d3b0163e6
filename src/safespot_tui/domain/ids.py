"""Typed ids. At run time each is a plain string; the type checker keeps them apart."""

from typing import NewType

UserId = NewType("UserId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
ReportId = NewType("ReportId", str)

FlagId = NewType("FlagId", str)
"""A UUID that whoever flags makes, so that asking again is safe; so is a note's."""

NoteId = NewType("NoteId", str)

ClientMessageId = NewType("ClientMessageId", str)
"""A UUID that the sender makes once per message; the server never forgets it: retries are safe."""

OriginClientId = NewType("OriginClientId", str)
"""One running window of one user; other windows of the same user have other ids."""

Cursor = NewType("Cursor", str)
"""A place in a user's event log, opaque to the client."""

SearchCursor = NewType("SearchCursor", str)
"""A place among the hits of one search; only whoever gave it can read it."""

_TEMP = "temp-"


def temp_id(client_message_id: ClientMessageId) -> MessageId:
    """The id under which a send is shown until the server has named it."""
    return MessageId(_TEMP + client_message_id)


def is_temp(message_id: MessageId) -> bool:
    """Whether the server has not named this message yet."""
    return message_id.startswith(_TEMP)
