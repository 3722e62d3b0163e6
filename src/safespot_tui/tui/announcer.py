"""What nobody asked about and must be said all the same: it is seen nowhere else."""

from collections.abc import Callable, Sequence

from textual.app import App

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.intent import OutboxState, SetFlags
from safespot_tui.i18n import _
from safespot_tui.store import keys
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.typed import Typed

ALTERED_SECONDS = 15
"""How long a sentence stays that is to be read and compared."""

REFUSED_SECONDS = 8


class Announcer:
    """Says in the corner what became of the words and wishes of one account's user."""

    def __init__(self, engine: Engine, app: App[None], ask_for_alias: Callable[[], bool]) -> None:
        """`ask_for_alias` asks the user how they are called, unless that would be in their way."""
        self._engine = engine
        self._store = engine.store
        self._app = app
        self._ask = ask_for_alias
        self._asked = False
        self._typed = Typed()
        self._told_refused: set[int] = set()

    def begin(self) -> None:
        """As things stand at the start."""
        self._typed.follow(self._store.outbox)
        self._tell_refused_flags()
        self._ask_for_alias()

    def follow(self, batch: Batch) -> None:
        """Say what comes of what has changed."""
        if batch.altered:
            self._tell_altered(batch.altered)
        if keys.OUTBOX in batch.keys:
            self._typed.follow(self._store.outbox)
            self._tell_refused_flags()
        if keys.CONNECTION in batch.keys:
            self._ask_for_alias()

    def _tell_refused_flags(self) -> None:
        """A pin or a mute that the server refused has no row to show it: said once, and dropped."""
        for item in self._store.outbox:
            if (
                item.state is OutboxState.FAILED
                and isinstance(item.intent, SetFlags)
                and item.sequence not in self._told_refused
            ):
                self._told_refused.add(item.sequence)
                self._app.notify(
                    _("“{title}” stays as it was: {reason}").format(
                        title=self._store.title(item.intent.conversation_id), reason=item.reason
                    ),
                    severity="error",
                    markup=False,
                    timeout=REFUSED_SECONDS,
                )
                self._app.run_worker(self._engine.discard(item.sequence), group="outbox")

    def _tell_altered(self, message_ids: Sequence[MessageId]) -> None:
        """What everybody else reads is not what was typed: that must not go unnoticed."""
        for message_id in message_ids:
            message = self._store.message(message_id)
            if message is not None:
                self._app.notify(
                    self._typed.altered_words(message),
                    severity="warning",
                    markup=False,
                    timeout=ALTERED_SECONDS,
                )

    def _ask_for_alias(self) -> None:
        """Once a start, when it is known that there is none."""
        store = self._store
        me = store.user(store.me) if store.me is not None else None
        if (
            self._asked
            or store.connection.state is not ConnectionState.LIVE
            or me is None
            or me.alias
            or Capability.RENAME_SELF not in self._engine.capabilities
        ):
            return
        self._asked = True
        if not self._ask():
            key = first_key(ACTIONS["self.rename"])
            self._app.notify(
                _(
                    "You have no alias yet, so others cannot tell who you are. Choose one: {key}"
                ).format(key=key),
                markup=False,
                timeout=ALTERED_SECONDS,
            )
