"""Ids: a UUID each, checked on the way in and on the way out.

The server answers an id of another form with 500, and on a conversation's stream it does worse.
"""

import re
from collections.abc import Callable
from typing import TypeVar

from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.gateway.safespot.errors import not_understood, rejected
from safespot_tui.i18n import _

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_KEPT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

WireT = TypeVar("WireT")
DomainT = TypeVar("DomainT")


def is_uuid(text: object) -> bool:
    """Whether `text` is a UUID in its canonical form, in lower case."""
    return isinstance(text, str) and _UUID.fullmatch(text) is not None


def is_kept(text: str) -> bool:
    """Whether the server leaves a message the id `text` that its sender gave it.

    It keeps versions 1 to 5 and puts a random one in the place of every other, without a word.
    """
    return _KEPT.fullmatch(text) is not None


def checked_uuid(text: str) -> str:
    """`text`, fit to leave: in lower case. Raises `Rejected` for what is no UUID."""
    lower = text.lower()
    if not is_uuid(lower):
        raise rejected(_("This id is not one that the server knows."), "not_a_uuid")
    return lower


def told_uuid(text: object) -> str:
    """`text`, as the server told it: in lower case. Raises `NotUnderstood` for what is no UUID."""
    lower = text.lower() if isinstance(text, str) else None
    if lower is None or not is_uuid(lower):
        raise not_understood()
    return lower


def user_id(text: object) -> UserId:
    """A person's id. Raises `NotUnderstood`, as do all below."""
    return UserId(told_uuid(text))


def conversation_id(text: object) -> ConversationId:
    """A conversation's id."""
    return ConversationId(told_uuid(text))


def message_id(text: object) -> MessageId:
    """A message's id."""
    return MessageId(told_uuid(text))


def report_id(text: object) -> ReportId:
    """A report's id."""
    return ReportId(told_uuid(text))


def optional(translate: Callable[[WireT], DomainT], value: WireT | None) -> DomainT | None:
    """`value` translated, if there is one."""
    return None if value is None else translate(value)
