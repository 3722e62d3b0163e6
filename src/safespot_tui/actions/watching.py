"""The user's watch rules, put to work for one account.

Imported only where there is a rule.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from safespot_tui.actions.filters import is_in, parts_by_name
from safespot_tui.actions.folder import Folder
from safespot_tui.domain.ids import ConversationId
from safespot_tui.store.store import Store
from safespot_tui.watching.rule import Rule
from safespot_tui.watching.watch import Later, Watch


def new_watch(
    store: Store,
    rules: Sequence[Rule],
    folders: Sequence[Folder],
    clock: Callable[[], datetime],
    later: Later,
) -> Watch:
    """The rules, following `store` from now on. Raises `BadRule`."""
    parts = parts_by_name(folders)

    def in_folder(name: str, conversation_id: ConversationId) -> bool:
        return name in parts and is_in(store, conversation_id, parts[name], clock())

    watch = Watch(store, rules, clock=clock, later=later, in_folder=in_folder)
    watch.start()
    return watch
