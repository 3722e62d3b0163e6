"""Two people who have a conversation with each other, for one test."""

from contextlib import AsyncExitStack
from pathlib import Path

from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import Client, opened
from safespot_tui.stage.testing.driven_client import DrivenClient
from safespot_tui.stage.testing.loop_thread import LoopThread
from safespot_tui.sync.session import new_origin

ANA, BETO = "Ana", "Beto"


class Pair:
    """Ana and Beto, new on a server; their clients are opened as they are asked for."""

    def __init__(self, thread: LoopThread, server: str, folder: Path) -> None:
        """Raises a `GatewayError` if the server does not take them."""
        self._thread = thread
        self._folder = folder
        self._life = AsyncExitStack()
        self._accounts: dict[str, Account] = {}
        self._conversation_id = thread.run(self._introduced(server))

    def open(self, name: str) -> DrivenClient:
        """The client of one of them, live, in the conversation, ready to write."""
        client = self._thread.run(self._opened(name))
        return DrivenClient(client, self._accounts[name].alias, self._thread)

    def close(self) -> None:
        """End the clients. Raises what one of them died of."""
        self._thread.run(self._life.aclose())

    async def _introduced(self, server: str) -> ConversationId:
        cast = Cast(server, {}, may_register=True)
        for name in (ANA, BETO):
            self._accounts[name] = await cast.account(name)
        gateway = await self._accounts[ANA].gateway(new_origin(), Instruments())
        try:
            made = await gateway.create_dm(UserId(self._accounts[BETO].user_id))
        finally:
            await gateway.aclose()
        return made.conversation_id

    async def _opened(self, name: str) -> Client:
        folder = self._folder / name
        folder.mkdir()
        client = await self._life.enter_async_context(opened(name, self._accounts[name], folder))
        await client.wait_for(lambda: self._is_there(client))
        with client.app._context():  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
            client.main.open(self._conversation_id)
        await client.settled()
        return client

    def _is_there(self, client: Client) -> bool:
        known = client.store.conversation(self._conversation_id) is not None
        return known and client.state.connection == "live"
