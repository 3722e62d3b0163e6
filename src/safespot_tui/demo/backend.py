"""The process of the server: `python -m safespot_tui.demo.backend`, see `child.py`."""

import asyncio
import shutil
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from safespot_tui.demo.accounts import Account
from safespot_tui.demo.child import on_orphaned, read_orders, say_ready


class BackendOrders(Struct):
    """What to serve, and from where. The folder is removed at the end, whoever ends it."""

    folder: str
    port: int
    seed: int
    messages: int
    moderation: bool = False


class BackendReady(Struct):
    """Where it is served, and to whom."""

    url: str
    accounts: list[Account]


async def serve(orders: BackendOrders, stopped: asyncio.Event) -> None:
    """Settle the neighbourhood and serve it until `stopped`."""
    from safespot_tui.demo.settle import settle
    from safespot_tui.server.serve import serving

    database_url = f"sqlite:///{Path(orders.folder) / 'demo.sqlite3'}"
    accounts = await settle(
        database_url,
        orders.seed,
        orders.messages,
        datetime.now(UTC),
        moderation=orders.moderation,
    )
    async with serving(database_url, port=orders.port) as url:
        say_ready(BackendReady(url, accounts))
        await stopped.wait()


async def _main() -> None:
    orders = read_orders(BackendOrders)
    stopped = asyncio.Event()
    on_orphaned(stopped.set)
    try:
        await serve(orders, stopped)
    finally:
        shutil.rmtree(orders.folder, ignore_errors=True)


if __name__ == "__main__":
    asyncio.run(_main())
