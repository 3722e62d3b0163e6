"""The server's one database connection, without the thread that it has to itself."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from safespot_tui.server.sqlite.worker import _Job, _transact

T = TypeVar("T")


class StillWorker:
    """In place of `Worker`: each transaction is done by the loop, in the order asked for."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self.connection = connect()

    async def run(self, function: Callable[[Connection], T], *, writes: bool) -> T:
        """The result of `function`, once its transaction is over; what it or the commit raises."""

        def transact() -> T:
            job = _Job(function, writes=writes)
            _transact(self.connection, [job])
            if job.error is not None:
                raise job.error
            return job._result

        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(cast("Any", self), transact)
