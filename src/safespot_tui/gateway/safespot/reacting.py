"""A reaction to be there or not, on a server that only toggles.

It keeps one of each person: another replaces it, and the same one takes it away.
"""

from collections.abc import Mapping, Sequence

from safespot_tui.domain.ids import UserId
from safespot_tui.domain.intent import React
from safespot_tui.domain.message import Message
from safespot_tui.gateway.errors import ServerFault
from safespot_tui.gateway.safespot.errors import refused_as, rejected
from safespot_tui.gateway.safespot.requests import Requests
from safespot_tui.i18n import _

Reactions = Mapping[str, Sequence[str]]

_TOGGLES = 3
_NO_EMOJI = {
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
}
"""What every object of the server's language has: it fails when asked who chose one of these."""


async def reacted(
    requests: Requests, me: UserId, intent: React, known: Message | None
) -> Reactions:
    """Toggle until it is as `intent` wants it; gives all reactions to the message.

    Whether one is there is known from the answer alone: no stream tells of reactions, and an answer
    may have been lost. `known` is the message as last told: a reaction that was replaced on the way
    by what was to be taken away is put back.

    Raises `GatewayError`.
    """
    if not intent.emoji or intent.emoji in _NO_EMOJI:
        raise rejected(_("This is not an emoji."), "no_emoji")
    reactions: Reactions = {}
    with refused_as({404: _("This message is gone.")}):
        for _toggle in range(_TOGGLES):
            reactions = await _toggled(requests, intent, intent.emoji)
            if _has(reactions, intent.emoji, me) == intent.present:
                break
        else:
            raise ServerFault(_("The server does not keep this reaction. Try again later."))
        replaced = _other_choice(known, intent, me)
        if not intent.present and _toggle > 0 and replaced is not None:
            reactions = await _toggled(requests, intent, replaced)
    return reactions


async def _toggled(requests: Requests, intent: React, emoji: str) -> Reactions:
    return await requests.react(intent.conversation_id, intent.message_id, emoji)


def _has(reactions: Reactions, emoji: str, me: UserId) -> bool:
    return me in reactions.get(emoji, ())


def _other_choice(known: Message | None, intent: React, me: UserId) -> str | None:
    """The emoji that the user was last known to have chosen, if it is another."""
    for reaction in known.reactions if known else ():
        if me in reaction.user_ids and reaction.emoji != intent.emoji:
            return reaction.emoji
    return None
