"""Bugs made on purpose, in the process of one window: the suite has to notice every one."""

import uuid
from collections.abc import Callable

from msgspec import structs

from safespot_tui.archive import database, wishes
from safespot_tui.archive.archive import Archive, Duty
from safespot_tui.archive.windows import Windows
from safespot_tui.domain.ids import ClientMessageId
from safespot_tui.domain.intent import OutboxItem, SendMessage
from safespot_tui.sync import keeper


def everybody_leads() -> None:
    """Nobody asks whether another window has the lead."""
    Windows.try_to_lead = lambda self: True


def nobody_adopts() -> None:
    """What a dead window left stays where it is."""
    look_around = Archive.look_around

    def without(self: Archive) -> Duty:
        self._windows.is_alive = lambda origin: True
        return look_around(self)

    Archive.look_around = without


def impatient() -> None:
    """A file that is locked for a moment is an error."""
    database._BUSY_MILLISECONDS = 0


def adopts_under_another_name() -> None:
    """What a dead window left is sent as if it were something new."""

    def renamed(item: OutboxItem) -> OutboxItem:
        if not isinstance(item.intent, SendMessage):
            return item
        another = ClientMessageId(str(uuid.uuid4()))
        return structs.replace(item, intent=structs.replace(item.intent, client_message_id=another))

    _adopting(renamed)


def adopts_without_holding() -> None:
    """What a dead window still held goes out at once."""
    _adopting(lambda item: structs.replace(item, not_before=None))


def _adopting(changed: Callable[[OutboxItem], OutboxItem]) -> None:
    adopt = wishes.adopt
    wishes.adopt = lambda *arguments: tuple(map(changed, adopt(*arguments)))


def looks_around_seldom() -> None:
    """The lead is free for long."""
    keeper.LOOK_AROUND_SECONDS = 30.0


def shows_before_it_keeps() -> None:
    """A message counts as typed before it is on the disk."""
    keep = keeper.Keeper.keep

    async def never(self: keeper.Keeper, item, *arguments) -> None:
        if not isinstance(item.intent, SendMessage):
            await keep(self, item, *arguments)

    keeper.Keeper.keep = never  # pyright: ignore[reportAttributeAccessIssue]


MUTANTS: dict[str, Callable[[], None]] = {
    mutant.__name__: mutant
    for mutant in (
        everybody_leads,
        nobody_adopts,
        impatient,
        adopts_under_another_name,
        adopts_without_holding,
        looks_around_seldom,
        shows_before_it_keeps,
    )
}
