"""Puts an engine together, with the store already filled from the archive."""

from pathlib import Path

from safespot_tui.archive.archive import Archive
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import Clock, SystemClock
from safespot_tui.sync.door import OpenGateway
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.silent_mode import SilentMode


def new_origin(clock: Clock | None = None) -> OriginClientId:
    """The name of a window that has just been opened."""
    return OriginClientId((clock or SystemClock()).new_id())


def open_session(
    archive_path: Path,
    origin: OriginClientId,
    open_gateway: OpenGateway,
    clock: Clock | None = None,
    silent: SilentMode | None = None,
) -> Engine:
    """The engine of the account whose file is at `archive_path`.

    Its store holds what the archive held, and nothing has been asked of the network: `run` does
    that. `origin` names this window (`new_origin`) and is what the gateway tells the server, too.
    Raises an `ArchiveError`; its text is a sentence for the user.
    """
    archive = Archive(archive_path, origin)
    store = Store()
    if archive.contents is not None:
        store.apply(archive.contents.restored)
    return Engine(store, archive, origin, open_gateway, clock or SystemClock(), silent)
