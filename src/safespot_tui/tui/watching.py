"""The user's watch rules, put to work for the account on the screen.

Imported only where there is a rule.
"""

from collections.abc import Callable
from datetime import datetime

from safespot_tui.actions.filters import is_in, parts_by_name
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store
from safespot_tui.tui.engine import Launch
from safespot_tui.watching.watch import Later, Watch


def new_watch(store: Store, launch: Launch, later: Later) -> Watch:
    """The rules of `launch`, following `store` from now on."""
    clock: Callable[[], datetime] = launch.clock
    parts = parts_by_name(launch.folders)

    def in_folder(name: str, conversation_id: ConversationId) -> bool:
        return name in parts and is_in(store, conversation_id, parts[name], clock())

    watch = Watch(store, launch.rules, clock=clock, later=later, in_folder=in_folder)
    watch.start()
    return watch
