"""The neighbourhood as a whole: its server, its bots, its folder."""

import asyncio
import shutil
import tempfile
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from safespot_tui.demo.accounts import Account
from safespot_tui.demo.backend import BackendOrders, BackendReady
from safespot_tui.demo.bots import BotOrders, BotsReady
from safespot_tui.demo.child import Child, ChildFailed
from safespot_tui.demo.neighbours import SUSPENDED


class Plan(Struct, frozen=True):
    """What the neighbourhood is to be like."""

    seed: int = 1
    messages: int = 0
    """How many messages the largest conversation has, if that is more than its story has."""
    bots: bool = True
    moderation: bool = False
    """Whether the person moderates, and there is something to moderate."""
    port: int = 0
    """0: any that is free."""


class Neighbourhood:
    """An open neighbourhood. `accounts[0]` is the one that no bot plays."""

    def __init__(self, ready: BackendReady, folder: Path, children: Sequence[Child]) -> None:
        self.url = ready.url
        self.accounts = ready.accounts
        self.home = folder / "home"
        """For the files of a client."""
        self._children = children

    def require_alive(self) -> None:
        """Raises `ChildFailed` when the server or the bots have ended by themselves."""
        for child in self._children:
            child.require_alive()

    def log_in(self, account: Account) -> str:
        """A token for an account. Raises a `GatewayError`."""
        from safespot_tui.gateway.auth import log_in

        return asyncio.run(log_in(self.url, account.email, account.password)).token


@contextmanager
def open_neighbourhood(plan: Plan) -> Generator[Neighbourhood]:
    """A neighbourhood, ready; nothing is left of it afterwards. Raises `ChildFailed`."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="safespot-demo-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        log = folder / "demo.log"
        orders = BackendOrders(
            folder=str(folder),
            port=plan.port,
            seed=plan.seed,
            messages=plan.messages,
            moderation=plan.moderation,
        )
        backend = Child("safespot_tui.demo.backend", orders, log)
        stack.callback(backend.stop)
        ready = backend.answer(BackendReady)
        children = [backend]
        if plan.bots:
            played = [each for each in ready.accounts[1:] if each.email != SUSPENDED.email]
            bots = Child("safespot_tui.demo.bots", BotOrders(ready.url, played, plan.seed), log)
            stack.callback(bots.stop)
            children.append(bots)
            if bots.answer(BotsReady).count != len(played):
                raise ChildFailed("not all neighbours came")
        yield Neighbourhood(ready, folder, children)
