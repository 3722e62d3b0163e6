"""What changes in a store, noted."""

from safespot_tui.instruments.trace.causes import Causes
from safespot_tui.instruments.trace.entry import Patched
from safespot_tui.instruments.trace.trace import Trace
from safespot_tui.store.batch import Batch
from safespot_tui.store.store import Store


class Patching:
    """Notes `Patched` for each change of a store."""

    def __init__(self, trace: Trace, causes: Causes) -> None:
        self._trace = trace
        self._causes = causes

    def watch(self, store: Store) -> None:
        """From here on."""
        store.watch_all(self._note)

    def _note(self, batch: Batch) -> None:
        causes = self._causes.of(batch.patches)
        self._trace.note(
            Patched(
                number=self._trace.next_number(),
                of=causes[-1] if causes else None,
                at=self._trace.now,
                keys=tuple(sorted(map(":".join, batch.keys))),
                patches=tuple(type(patch).__name__ for patch in batch.patches),
                causes=causes,
                uncaused=tuple(self._causes.missing(batch.patches)),
            )
        )
