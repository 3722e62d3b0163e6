"""What a moderator does, in memory."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from safespot_tui.domain.account import Account
from safespot_tui.domain.audit import AuditAction, AuditEntry
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.moderation import AuditPage, AuditQuery
from safespot_tui.store.store import Store
from tests.tui.neighbourhood import NOW

REQUESTS = {
    "remove_message",
    "sanction",
    "lock",
    "unlock",
    "add_members",
    "remove_member",
    "stop_observing",
}


class FakeActing:
    """Says what was asked of it; the trail is what a test puts there."""

    def __init__(self, store: Store, request: Callable[..., Awaitable[None]]) -> None:
        self._store = store
        self._request = request
        self.accounts: dict[UserId, Account] = {}
        self.there: dict[ConversationId, Sequence[Member]] = {}
        """Who is in a conversation that is not open here."""
        self.trail: list[AuditEntry] = []
        self.page = 50

    def __getattr__(self, name: str) -> Callable[..., Awaitable[None]]:
        if name not in REQUESTS:
            raise AttributeError(name)

        async def ask(*what: object) -> None:
            await self._request(name, *what)

        return ask

    async def account(self, user_id: UserId) -> Account:
        await self._request("account", user_id)
        return self.accounts.get(user_id, Account())

    async def members(self, conversation_id: ConversationId) -> Sequence[Member]:
        await self._request("members", conversation_id)
        return self.there.get(conversation_id, self._store.members(conversation_id))

    async def audit(self, query: AuditQuery) -> AuditPage:
        await self._request("audit", query.conversation_id, query.user_id, query.after)
        entries = [
            entry
            for entry in reversed(self.trail)
            if query.conversation_id in (None, entry.conversation_id)
            and query.user_id in (None, entry.user_id)
            and (query.after is None or entry.number < int(query.after))
        ]
        page, more = entries[: self.page], entries[self.page :]
        return AuditPage(tuple(page), next=str(page[-1].number) if more else None)


def entry(
    number: int, action: AuditAction, reason: str = "spam", *, actor: str = "u-vera", **about: str
) -> AuditEntry:
    """A row of the trail, an hour after the one before."""
    until: datetime | None = NOW + timedelta(hours=8) if "muted" in action else None
    return AuditEntry(
        number,
        NOW - timedelta(hours=100 - number),
        UserId(actor),
        action,
        SafeText(reason),
        until=until,
        sha256=f"{number:064x}",
        **about,  # type: ignore[arg-type]
    )
