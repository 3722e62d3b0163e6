"""Makes panes of conversations that all look and work alike."""

from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from safespot_tui.actions.action import Place
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.ids import ConversationId
from safespot_tui.tui.beat import Beat
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.header import ConversationHeader
from safespot_tui.tui.conversation.pane import ConversationPane, TellShown
from safespot_tui.tui.conversation.row import RowKeys, no_hits
from safespot_tui.tui.engine import Engine

if TYPE_CHECKING:
    from safespot_tui.tui.wall.tile import Tile
    from safespot_tui.watching.watch import Watch

PaneT = TypeVar("PaneT", bound=ConversationPane)


class Looks(Struct, frozen=True):
    """How conversations are shown, as the user has set it."""

    formatted: bool = True
    """Whether **bold**, _italic_ and `code` are shown as what they mean."""
    compact: bool = False
    """Few lines before much air."""
    links: bool = False
    """Whether the terminal is told where addresses lead."""
    thumbnails: bool = False


class PaneMaker:
    """Knows what every pane of one account needs."""

    def __init__(
        self, engine: Engine, clock: Clock, beat: Beat, looks: Looks, watch: "Watch | None"
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._beat = beat
        self._looks = looks
        self._watch = watch

    def make(self) -> ConversationPane:
        """A pane that shows no conversation yet."""
        return self._made(ConversationPane)

    def make_tile(self) -> "Tile":
        """One for the wall: under one line, and opened at its end."""
        from safespot_tui.tui.wall.tile import Tile, TileHeader

        watch, engine = self._watch, self._engine
        hits_in = watch.waiting_in if watch else no_hits
        header = TileHeader(engine.store, engine, self._clock, hits_in)
        tile = self._made(Tile, header=header, tell_shown=_tell_nobody)
        tile.timeline.begins_at_end = True
        return tile

    def _made(
        self,
        kind: type[PaneT],
        header: ConversationHeader | None = None,
        tell_shown: TellShown | None = None,
    ) -> PaneT:
        pane = kind(
            self._engine.store,
            self._engine,
            self._clock,
            row_keys=_row_keys(),
            formatted=self._looks.formatted,
            thumbnails=self._looks.thumbnails,
            pinned_key=first_key(ACTIONS["conversation.pinned"]),
            beat=self._beat,
            hits_of=self._watch.names_of if self._watch else no_hits,
            header=header,
            tell_shown=tell_shown,
        )
        pane.timeline.compact = self._looks.compact
        pane.timeline.links = self._looks.links
        return pane


def _tell_nobody(_conversation_id: ConversationId | None, *, keep_unread: bool = False) -> None:
    """The wall tells of all its tiles."""


def _row_keys() -> RowKeys:
    return RowKeys(
        retry=first_key(ACTIONS["message.retry"]),
        edit=first_key(ACTIONS["message.edit"], Place.MESSAGE),
        discard=first_key(ACTIONS["message.discard"], Place.MESSAGE),
        undelete=first_key(ACTIONS["message.undelete"], Place.MESSAGE),
        undelete_anywhere=first_key(ACTIONS["message.discard"]),
    )
