"""The clients of a tape: who is there, who comes, who goes."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from safespot_tui.i18n import N_
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.account import Account
from safespot_tui.stage.client import Client, opened
from safespot_tui.stage.tape.commands import Role
from safespot_tui.stage.tape.script import Settings
from safespot_tui.stage.tape.unmet import Unmet


class Company:
    """Opens a client when somebody first does something, and closes them all at the end."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        folder: Path,
        settings: Settings,
        *,
        may_disturb: bool = False,
    ) -> None:
        """Their files are in `folder`, which is there."""
        self._accounts = accounts
        self._folder = folder
        self._settings = settings
        self._may_disturb = may_disturb
        self._clients: dict[Role, Client] = {}
        self._lives: dict[Role, AsyncExitStack] = {}
        self._current: Role | None = None

    @property
    def clients(self) -> Sequence[Client]:
        """Those that are there, in the order in which they came."""
        return tuple(self._clients.values())

    @property
    def current(self) -> Client | None:
        """Whoever does things now, if they are there."""
        return self._clients.get(self._current) if self._current is not None else None

    def name_of(self, client: Client) -> str:
        """Who plays with this client, by the name in the cast."""
        return next(role.name for role, one in self._clients.items() if one is client)

    async def enter(self, role: Role) -> bool:
        """Have somebody do things from here on; whether their client was opened for it."""
        self._current = role
        if role in self._clients:
            return False
        # Windows of one device share its files, as those of one machine do.
        folder = self._folder / f"{role.name}@{role.device}"
        folder.mkdir(parents=True, exist_ok=True)
        life = AsyncExitStack()
        faults = self._settings.faults
        # Who asks for them on the command line knows what they do.
        may_disturb = self._may_disturb or bool(faults)
        instruments = Instruments(seed=self._settings.seed, may_disturb=may_disturb)
        instruments.faults.turn(*faults)
        size = self._settings.columns, self._settings.lines
        account = self._accounts[role.name]
        client = await life.enter_async_context(
            opened(str(role), account, folder, size=size, instruments=instruments)
        )
        self._clients[role], self._lives[role] = client, life
        return True

    async def leave(self, role: Role) -> None:
        """Close somebody's client, if it is there. Raises `Unmet` where it had come to harm."""
        life = self._lives.pop(role, None)
        self._clients.pop(role, None)
        if life is None:
            return
        try:
            await life.aclose()
        except Exception as error:
            raise Unmet(
                N_("{name}'s client came to harm: {reason}."),
                name=role,
                reason=f"{type(error).__name__}: {error}",
            ) from error

    async def aclose(self) -> None:
        """Close all. Raises `Unmet` where one of them had come to harm."""
        harm: Unmet | None = None
        for role in tuple(self._lives):
            try:
                await self.leave(role)
            except Unmet as error:
                harm = harm or error
        if harm is not None:
            raise harm
