"""Who else is on a case: told by who has it, types, looks, or has read."""

from collections.abc import Collection
from enum import IntEnum

from msgspec import Struct

from safespot_tui.domain.case import Case
from safespot_tui.domain.ids import UserId
from safespot_tui.store.reader import Reader


class On(IntEnum):
    """What somebody is doing there, the most pressing first."""

    REPLYING = 0
    CLAIMED = 1
    LOOKING = 2
    HAS_READ = 3


class Companion(Struct, frozen=True):
    """Another moderator, and what they are doing."""

    user_id: UserId
    on: On


def company(store: Reader, case: Case, moderators: Collection[UserId]) -> Companion | None:
    """The one worth telling of. `moderators` are all who have the desk, as far as is known."""
    others = {user_id for user_id in moderators if user_id != store.me}
    found: list[tuple[On, UserId]] = [
        (On.REPLYING, user_id)
        for user_id in store.typing(case.conversation_id)
        if user_id in others
    ]
    if case.claimed_by is not None and case.claimed_by != store.me:
        found.append((On.CLAIMED, case.claimed_by))
    found += [(On.LOOKING, user_id) for user_id in case.observer_ids if user_id != store.me]
    conversation = store.conversation(case.conversation_id)
    if conversation is not None and case.waiting_since is not None:
        for user_id in others:
            member = store.base_member(case.conversation_id, user_id)
            if member is not None and member.read_position >= conversation.head_position > 0:
                found.append((On.HAS_READ, user_id))
    if not found:
        return None
    on, user_id = min(found)
    return Companion(user_id, on)
