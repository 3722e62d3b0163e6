"""Who wants to know when a value changes."""

from collections.abc import Callable

from safespot_tui.store.batch import Batch
from safespot_tui.store.keys import Key

Callback = Callable[[], None]
BatchCallback = Callable[[Batch], None]
Unwatch = Callable[[], None]


class Watchers:
    """Callbacks by key. Each is called once per batch that changed its value, after the batch."""

    def __init__(self) -> None:
        self._by_key: dict[Key, dict[object, Callback]] = {}
        self._of_all: dict[object, BatchCallback] = {}

    def watch(self, key: Key, callback: Callback) -> Unwatch:
        """Call `callback` after each batch that changed the value under `key`."""
        token = object()
        self._by_key.setdefault(key, {})[token] = callback

        def unwatch() -> None:
            callbacks = self._by_key.get(key, {})
            callbacks.pop(token, None)
            if not callbacks:
                self._by_key.pop(key, None)

        return unwatch

    def watch_all(self, callback: BatchCallback) -> Unwatch:
        """Call `callback` with every batch that changed anything."""
        token = object()
        self._of_all[token] = callback

        def unwatch() -> None:
            self._of_all.pop(token, None)

        return unwatch

    def notify(self, batch: Batch) -> None:
        """Tell everybody whom `batch` concerns."""
        for callback in list(self._of_all.values()):
            callback(batch)
        if self._by_key:
            for key in batch.keys & self._by_key.keys():
                for callback in list(self._by_key.get(key, {}).values()):
                    callback()
