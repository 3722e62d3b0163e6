"""The process of a server to put under load: `python -m safespot_tui.stage.load.bundled`.

It has a process of its own, so that what it takes is not counted as the generator's.
"""

import asyncio

from msgspec import Struct

from safespot_tui.demo.child import on_orphaned, read_orders, say_ready


class ServerOrders(Struct):
    """What to serve."""

    database_url: str


class ServerReady(Struct):
    """Where it is served."""

    url: str


async def _serve(orders: ServerOrders) -> None:
    from safespot_tui.server.serve import serving
    from safespot_tui.server.settings import Settings

    stopped = asyncio.Event()
    on_orphaned(stopped.set)
    # How much a client may ask is not what is measured.
    async with serving(orders.database_url, settings=Settings(rates={})) as url:
        say_ready(ServerReady(url))
        await stopped.wait()


if __name__ == "__main__":
    asyncio.run(_serve(read_orders(ServerOrders)))
