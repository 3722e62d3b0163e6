"""The engine of a profile, for the screen and for `send`. On the way to the first paint: light."""

import functools
from asyncio import to_thread
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from safespot_tui.archive.archive import Archive
from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.cli.archives import claim_archive
from safespot_tui.config.profiles import Profile, remove_profile
from safespot_tui.domain.ids import OriginClientId
from safespot_tui.domain.intent import OutboxState
from safespot_tui.gateway.errors import NotLoggedIn, Unreachable
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.sync.clock import SystemClock
from safespot_tui.sync.door import OpenGateway
from safespot_tui.sync.engine import Engine
from safespot_tui.sync.session import new_origin
from safespot_tui.sync.silent_mode import SilentMode
from safespot_tui.tui.first_frame import forget_frame

if TYPE_CHECKING:
    from safespot_tui.instruments.instruments import Instruments


class ProfileEngine(Engine):
    """The engine of a profile's account: it closes itself, and forgets the secret at log-out."""

    def __init__(
        self,
        profile: Profile,
        *,
        silent: bool = False,
        keep: bool = False,
        instruments: "Instruments | None" = None,
    ) -> None:
        """Open the profile's archive and fill the store from it; with `silent`, in silent mode.

        With `keep`, what messages say stays when they are changed or deleted.
        Raises an `ArchiveError` or `OSError`. Nothing is sent or fetched before `run`.
        """
        clock = instruments.clock if instruments is not None else SystemClock()
        self.origin = origin = new_origin(clock)
        store = Store()
        path = claim_archive(profile)
        archive = Archive(path, origin, keep_revisions=keep)
        if archive.contents is not None:
            store.apply(archive.contents.restored)
        open_gateway: OpenGateway = functools.partial(_open_gateway, profile, origin, instruments)
        if instruments is not None:
            instruments.watch(store)
            instruments.faults.meet(profile.server, staging=profile.staging)
            open_gateway = instruments.opening(open_gateway)
        mode = SilentMode(SilentMark(path.parent))
        if silent:
            mode.begin()
        super().__init__(store, archive, origin, open_gateway, clock, mode)
        self._profile = profile
        self._path = path

    @property
    def server(self) -> str:
        """The address of the account's server."""
        return self._profile.server

    @property
    def email(self) -> str:
        """The account's; empty for who is here without one."""
        return self._profile.email

    async def renew(self, password: str) -> None:
        """Log in to the same account again, in place, and go on. Raises a `GatewayError`.

        Who has no account is let in again by the secret itself, for as long as the server knows it.
        """
        if self._profile.email:
            # HTTP takes 200 ms to import: not on the thread that echoes keys.
            await to_thread(import_module, "safespot_tui.cli.sign_in")
            from safespot_tui.cli.sign_in import renew

            await renew(self._profile, password)
        self.log_in_again()

    async def run(self, *, listen: bool = True) -> None:
        """Live until cancelled; then everything is kept and closed."""
        try:
            await super().run(listen=listen)
        finally:
            await self.aclose()

    def has_inherited(self) -> bool:
        """Whether everything on its way is this window's to send, and no other's."""
        return all(item.owner == self.origin for item in self.store.outbox)

    def has_nothing_to_send(self) -> bool:
        """Whether nothing of this window is on its way; what failed or is withheld waits."""
        return not any(
            item.owner == self.origin
            and item.state is not OutboxState.FAILED
            and not self._silent.withholds(item.intent)
            for item in self.store.outbox
        )

    async def log_out(self) -> None:
        """Make the token worthless and forget it; what is queued stays in the archive."""
        from safespot_tui.archive.revisions import forget_kept_in
        from safespot_tui.config.credentials import delete_token
        from safespot_tui.config.workplaces import clear_workplaces

        # If the server forgot the token before us, that is what was wanted.
        with suppress(NotLoggedIn):
            await super().log_out()
        await to_thread(delete_token, self._profile)
        remove_profile(self._profile.name)
        forget_frame(self._profile.name)
        clear_workplaces(all_of_them=True)
        await to_thread(forget_kept_in, self._path)


async def _open_gateway(
    profile: Profile, origin: OriginClientId, instruments: "Instruments | None"
) -> Gateway:
    """The door that the engine opens when it first needs the server. Raises a `GatewayError`."""
    from safespot_tui.cli.keeping import keep_token
    from safespot_tui.config.credentials import load_token
    from safespot_tui.config.errors import ConfigError
    from safespot_tui.gateway.auth import open_gateway
    from safespot_tui.gateway.dialect import Dialect

    try:
        token = await to_thread(load_token, profile)
    except ConfigError as error:
        # A locked keyring may be open a moment later.
        raise Unreachable(error.reason) from error
    if token is None:
        raise NotLoggedIn(_("You are not logged in. Log in again."))
    gateway = await open_gateway(
        profile.server,
        token,
        origin,
        dialect=Dialect(profile.dialect),
        insecure=profile.insecure,
        keep=keep_token(profile),
        wire=instruments.wire if instruments is not None else None,
        clock=instruments.clock if instruments is not None else None,
    )
    return instruments.around(gateway) if instruments is not None else gateway
