"""What is done on a server without a client: circumstances made, and what it says looked up."""

import uuid
from collections.abc import Mapping, Sequence

from safespot_tui.domain.ids import ClientMessageId, ConversationId, UserId
from safespot_tui.domain.intent import SendMessage
from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.gateway.protocol import Capability, Gateway
from safespot_tui.i18n import N_
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.stage.tape.alias import with_aliases
from safespot_tui.stage.tape.commands import Given, GivenDm, GivenGroup, GivenMessages
from safespot_tui.stage.tape.unmet import Unmet
from safespot_tui.store.difference import Difference
from safespot_tui.store.store import Store
from safespot_tui.sync.oracle import disagreement
from safespot_tui.sync.session import new_origin


class Backstage:
    """Acts for each of the cast through a gateway of its own. Its methods raise `GatewayError`s."""

    def __init__(self, accounts: Mapping[str, Account]) -> None:
        self._accounts = accounts
        self._aliases = {name: account.alias for name, account in accounts.items()}
        self._gateways: dict[str, Gateway] = {}
        self._places: dict[tuple[str, str], ConversationId] = {}
        """The conversations that were made, by whose they are and what they call them."""

    async def missing(self, required: Sequence[Capability]) -> Sequence[Capability]:
        """What the server cannot do of this, for the first of the cast."""
        if not required or not self._accounts:
            return ()
        offered = (await self._gateway(next(iter(self._accounts)))).capabilities
        return [capability for capability in required if capability not in offered]

    async def give(self, given: Given) -> None:
        """Have it so."""
        match given:
            case GivenDm((first, second)):
                gateway = await self._gateway(first)
                made = await gateway.create_dm(self._user(second))
                self._places[first, self._aliases[second]] = made.conversation_id
                self._places[second, self._aliases[first]] = made.conversation_id
            case GivenGroup(title, names):
                title = with_aliases(title, self._aliases)
                gateway = await self._gateway(names[0])
                others = [self._user(name) for name in names[1:]]
                made = await gateway.create_group(safe_line(title), others)
                for name in names:
                    self._places[name, title] = made.conversation_id
            case GivenMessages():
                await self._write(given)

    async def _write(self, given: GivenMessages) -> None:
        title = with_aliases(given.where, self._aliases)
        conversation_id = self._places.get((given.name, title))
        if conversation_id is None:
            raise Unmet(
                N_("{name} has no conversation “{title}”: make it with Given before."),
                name=given.name,
                title=title,
            )
        text = with_aliases(given.text, self._aliases)
        gateway = await self._gateway(given.name)
        for number in range(1, given.times + 1):
            words = text if given.times == 1 else f"{text} {number}"
            await gateway.perform(
                SendMessage(conversation_id, ClientMessageId(str(uuid.uuid4())), safe_text(words))
            )

    async def differences(self, name: str, held: Store) -> Sequence[Difference]:
        """Where a store of somebody's client says otherwise than the server does now."""
        return await disagreement(await self._gateway(name), held, self._accounts[name].dialect)

    async def aclose(self) -> None:
        """Close what was opened."""
        while self._gateways:
            _name, gateway = self._gateways.popitem()
            await gateway.aclose()

    def _user(self, name: str) -> UserId:
        return UserId(self._accounts[name].user_id)

    async def _gateway(self, name: str) -> Gateway:
        if name not in self._gateways:
            account = self._accounts[name]
            self._gateways[name] = await account.gateway(new_origin(), Instruments())
        return self._gateways[name]
