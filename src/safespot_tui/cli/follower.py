"""Prints an account's stream, from wherever it broke off."""

from collections.abc import Sequence
from contextlib import aclosing
from typing import assert_never

from safespot_tui.cli.output import print_json
from safespot_tui.cli.transcript import print_message
from safespot_tui.cli.views import event_view, is_bookkeeping, message_view
from safespot_tui.domain.event import (
    Event,
    Heartbeat,
    MessageCreated,
    MessageDeleted,
    MessagesListed,
    Received,
    ResetRequired,
    Skipped,
    Synced,
    Throttled,
)
from safespot_tui.domain.ids import Cursor
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.store.store import Store


class Follower:
    """Prints what comes over one gateway, each event once however often the stream breaks."""

    def __init__(self, gateway: Gateway, *, as_json: bool) -> None:
        self._gateway = gateway
        self._as_json = as_json
        self._store = Store()
        self._cursor: Cursor | None = None
        self.heard = False
        """Whether the last stream brought anything."""
        self._live = False

    async def start(self) -> None:
        """Begin with what happens from now on. Raises a `GatewayError`."""
        snapshot = await self._gateway.snapshot()
        self._store.apply(snapshot)
        self._cursor = snapshot.cursor

    async def follow(self) -> None:
        """Print until the stream ends. Raises a `GatewayError`."""
        self.heard = self._live = False
        async with aclosing(self._gateway.stream(self._cursor)) as items:
            async for item in items:
                self.heard = True
                match item:
                    case Received(event=event, cursor=cursor):
                        for told in self._learn(event):
                            self._print(told)
                        self._cursor = cursor or self._cursor
                    case Skipped(cursor=cursor):
                        self._cursor = cursor
                    case Synced(cursor=cursor):
                        self._cursor = cursor
                        self._say_live()
                    case ResetRequired():
                        await self.start()
                        return
                    case Heartbeat() | Throttled():
                        pass
                    case _:
                        assert_never(item)

    def _learn(self, event: Event) -> Sequence[Event]:
        """Take an event in; gives what is to be told of it, alike for every server.

        One that keeps no tombstones only lists what is left: what is gone is told as deleted.
        """
        if not isinstance(event, MessagesListed):
            self._store.apply(event)
            return (event,)
        here = event.conversation_id
        held = [
            message.id
            for message in self._store.base_entities().messages
            if message.conversation_id == here and message.deleted_at is None
        ]
        self._store.apply(event)
        after = (self._store.base_message(message_id) for message_id in held)
        return [
            MessageDeleted(message.id, here, message.deleted_at, message.revision)
            for message in after
            if message is not None and message.deleted_at is not None
        ]

    def _say_live(self) -> None:
        """Tell scripts, once a stream, that nothing is missed from here on."""
        if self._as_json and not self._live:
            print_json({"event": "sync"})
        self._live = True

    def _print(self, event: Event) -> None:
        match event:
            case MessageCreated(message=message) if self._as_json:
                print_json({**event_view(event), "message": message_view(self._store, message)})
            case MessageCreated(message=message):
                print_message(
                    self._store, message, title=self._store.title(message.conversation_id)
                )
            case _ if self._as_json and not is_bookkeeping(event):
                print_json(event_view(event))
            case _:
                pass
