"""The conversations that a load is in: pairs, and groups where the server has them."""

from collections.abc import Sequence
from contextlib import aclosing

from msgspec import Struct

from safespot_tui.domain.event import Snapshot
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.protocol import Capability, Gateway
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.sync.session import new_origin

LEAST_MEMBERS = 3
"""Of a group."""


class Place(Struct, frozen=True):
    """A conversation, and which of the clients are in it."""

    conversation_id: ConversationId
    clients: tuple[int, ...]


async def open_places(accounts: Sequence[Account], group_size: int) -> Sequence[Place]:
    """Find these conversations, or make them. Raises a `GatewayError`.

    Every client is in a pair, and in a group or else in another pair.
    """
    places: list[Place] = []
    for client, account in enumerate(accounts):
        async with aclosing(await account.gateway(new_origin(), Instruments())) as gateway:
            grouped = Capability.GROUPS in gateway.capabilities and group_size >= LEAST_MEMBERS
            for clients in companies(len(accounts), group_size if grouped else 0):
                if clients[0] == client:
                    users = [UserId(accounts[each].user_id) for each in clients]
                    places.append(Place(await _opened(gateway, users), clients))
    return places


def companies(clients: int, group_size: int) -> Sequence[tuple[int, ...]]:
    """Who is together: pairs, and groups of that size; 0 for pairs alone."""
    everybody = range(clients)
    pairs = [(at, (at + 1) % clients) for at in everybody]
    if clients < LEAST_MEMBERS:
        return pairs[:1]
    if not group_size:
        return pairs
    # Whoever is left over goes along with the last group.
    starts = list(range(0, max(1, clients - LEAST_MEMBERS + 1), group_size))
    ends = [*starts[1:], clients]
    return [
        *(pair for pair in pairs if pair[0] % 2 == 0),
        *(tuple(everybody[start:end]) for start, end in zip(starts, ends, strict=True)),
    ]


async def _opened(gateway: Gateway, users: Sequence[UserId]) -> ConversationId:
    if len(users) == 2:
        return (await gateway.create_dm(users[1])).conversation_id
    name = safe_line(f"load {users[0]}")
    known = _group(await gateway.snapshot(), name, users)
    return known or (await gateway.create_group(name, users[1:])).conversation_id


def _group(snapshot: Snapshot, name: str, users: Sequence[UserId]) -> ConversationId | None:
    """The group of that name that has just these members."""
    for conversation in snapshot.entities.conversations:
        members = (one for one in snapshot.entities.members)
        ids = {one.user_id for one in members if one.conversation_id == conversation.id}
        if conversation.name == name and ids == set(users):
            return conversation.id
    return None
