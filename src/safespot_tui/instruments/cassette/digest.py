"""A store in one number: two that know the same have the same, in whatever process."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from msgspec import structs

from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.member import Member
from safespot_tui.instruments.cassette.entry import Ended
from safespot_tui.store.store import Store

_BRIEF = 16
_SOME_TIME = datetime(1970, 1, 1, tzinfo=UTC)

ValueT = TypeVar("ValueT")


def digest_of(store: Store) -> str:
    """A SHA-256 of what a store knows, in hexadecimal.

    In it are, each in an order of its own, all that a server has said (conversations, members,
    messages, people, reports, cases, the account), the rows of every timeline with their gaps, what
    is unread, the order of the inbox, what is on its way to the server, and the drafts.

    Not in it is what passes: the connection, who is online or types, progress. Nor are moments
    that the clock of this machine gave, as when something was put on its way.
    """
    return _digest(_known(store))


def end_of(store: Store, screen: str, at: float) -> Ended:
    """What a recording, or a replay, comes to."""
    known = _known(store)
    parts = {name: _digest(part)[:_BRIEF] for name, part in known.items()}
    return Ended(at, _digest(known), screen, parts)


def _digest(value: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()


def _known(store: Store) -> dict[str, Any]:
    told = store.base_entities()
    ids = sorted(one.id for one in told.conversations)
    return {
        "me": store.me,
        "account": store.account,
        "conversations": _by(told.conversations, lambda one: one.id),
        "members": _by(
            map(_without_moment, told.members), lambda one: (one.conversation_id, one.user_id)
        ),
        "messages": _by(told.messages, lambda one: one.id),
        "users": _by(told.users, lambda one: one.id),
        "reports": _by(told.reports, lambda one: one.id),
        "cases": _by(told.cases, lambda one: one.conversation_id),
        "timelines": {each: list(store.timeline(each).rows) for each in ids},
        "unread": {each: store.unread(each) for each in ids},
        "inbox": [list(store.inbox()), list(store.inbox(archived=True))],
        "outbox": [_wish(item) for item in store.outbox],
        "drafts": [draft for each in ids if (draft := store.draft(each)) is not None],
        "silent": store.is_silent,
    }


def _by(values: Iterable[ValueT], key: Callable[[ValueT], Any]) -> list[ValueT]:
    return sorted(values, key=key)


def _without_moment(member: Member) -> Member:
    """Until when somebody is not to be disturbed was counted here, from when they said so."""
    return member if member.muted_until is None else structs.replace(member, muted_until=_SOME_TIME)


def _wish(item: OutboxItem) -> Any:
    """An intent without the moments that it names: they were counted from when it was made."""
    intent = msgspec.to_builtins(item.intent)
    intent.pop("muted_until", None)
    return intent, item.state
