"""Finding messages: in the archive at once, on the server where it can."""

import logging
from collections.abc import AsyncGenerator, Iterable
from typing import TypeVar

from msgspec import structs

from safespot_tui.archive.errors import ArchiveError
from safespot_tui.domain.event import Entities
from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId, SearchCursor, UserId
from safespot_tui.domain.message import Message
from safespot_tui.domain.search import Found, MessageSearch, places_in, searchable_text
from safespot_tui.domain.search_query import Doubt, Misunderstood, SearchQuery
from safespot_tui.domain.text import SafeText
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.protocol import Capability
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.patch import Learned
from safespot_tui.store.store import Store
from safespot_tui.sync.door import Door
from safespot_tui.sync.keeper import Keeper
from safespot_tui.sync.search_page import Hit, Searched, SearchPage

PAGE = 50
MAX_NAMES = 50
"""People, or conversations, that one search may be about; more are meant by no name."""

_log = logging.getLogger(__name__)
IdT = TypeVar("IdT", bound=str)


class Search:
    """Looks for messages."""

    def __init__(self, door: Door, keeper: Keeper) -> None:
        self._door = door
        self._keeper = keeper

    async def pages(
        self, query: SearchQuery, within: ConversationId | None
    ) -> AsyncGenerator[SearchPage]:
        """The first page: of what is stored here, then of the server if it can be asked."""
        search, doubts = resolved(query, self._keeper.store, within)
        misunderstood = (*query.misunderstood, *doubts)
        if search is None or query.is_empty:
            yield SearchPage(MessageSearch(), self._where(), misunderstood=misunderstood)
            return
        stored = self._page(search, self._where(), await self._stored(search, None), misunderstood)
        yield stored
        if stored.where is not Searched.MEANWHILE:
            return
        try:
            gateway = await self._door.gateway()
            if Capability.SEARCH not in gateway.capabilities:
                yield structs.replace(stored, where=Searched.HERE)
                return
            found = await gateway.search_messages(search, None, PAGE)
        except GatewayError as error:
            yield structs.replace(stored, where=Searched.OFFLINE, reason=error.reason)
            return
        yield self._page(search, Searched.SERVER, found, misunderstood)

    async def after(self, page: SearchPage) -> SearchPage:
        """The page after `page`, from where that came from. Raises a `GatewayError`."""
        if page.where is Searched.SERVER:
            gateway = await self._door.gateway()
            found = await gateway.search_messages(page.search, page.next, PAGE)
        else:
            found = await self._stored(page.search, page.next)
        return self._page(page.search, page.where, found, page.misunderstood)

    def _where(self) -> Searched:
        if Capability.SEARCH not in self._door.capabilities:
            return Searched.HERE
        connection = self._keeper.store.connection
        failed = connection.state is ConnectionState.OFFLINE and bool(connection.reason)
        shut_out = connection.state in {ConnectionState.SUSPENDED, ConnectionState.LOGGED_OUT}
        return Searched.OFFLINE if failed or shut_out else Searched.MEANWHILE

    async def _stored(self, search: MessageSearch, cursor: SearchCursor | None) -> Found:
        try:
            return await self._keeper.stored.find(search, cursor, PAGE)
        except ArchiveError as error:
            _log.warning("the archive could not be searched: %s", type(error).__name__)
            return Found(is_whole=False)

    def _page(
        self,
        search: MessageSearch,
        where: Searched,
        found: Found,
        misunderstood: tuple[Misunderstood, ...],
    ) -> SearchPage:
        if found.users:
            self._keeper.apply(Learned(Entities(users=found.users)))
        return SearchPage(
            search=search,
            where=where,
            hits=tuple(self._hits(found.messages, search)),
            next=found.next,
            is_whole=found.is_whole,
            misunderstood=misunderstood,
        )

    def _hits(self, messages: Iterable[Message], search: MessageSearch) -> Iterable[Hit]:
        """As they will be once all is sent: what the user has just deleted is found no more."""
        for message in messages:
            current = self._keeper.store.message(message.id) or message
            text = searchable_text(current)
            if text is not None:
                yield Hit(current, SafeText(text), places_in(text, search.terms))


def resolved(
    query: SearchQuery, store: Store, within: ConversationId | None
) -> tuple[MessageSearch | None, tuple[Misunderstood, ...]]:
    """Who and what is meant by the names of a query; no search where a name means nobody."""
    doubts: list[Misunderstood] = []
    senders: list[UserId] | None = None
    if query.mine or query.senders:
        senders = [store.me] if query.mine and store.me is not None else []
        people = [(user.id, user.alias) for user in store.users()]
        senders += _named(query.senders, people, Doubt.NOBODY, doubts)
    places: list[ConversationId] | None = None if within is None else [within]
    if query.places:
        ids = [*store.inbox(), *store.inbox(archived=True)] if within is None else [within]
        titles = [(id_, store.title(id_)) for id_ in ids]
        places = _named(query.places, titles, Doubt.NOWHERE, doubts)
    if (senders is not None and not senders) or (places is not None and not places):
        return None, tuple(doubts)
    return (
        MessageSearch(
            terms=query.terms,
            sender_ids=None if senders is None else tuple(dict.fromkeys(senders))[:MAX_NAMES],
            conversation_ids=None if places is None else tuple(dict.fromkeys(places))[:MAX_NAMES],
            since=query.since,
            before=query.before,
            kinds=query.kinds,
        ),
        tuple(doubts),
    )


def _named(
    names: Iterable[str],
    known: Iterable[tuple[IdT, str]],
    doubt: Doubt,
    doubts: list[Misunderstood],
) -> list[IdT]:
    """Those whose name is one of `names`; where there is none, those whose name contains it."""
    folded = [(id_, fold(title)) for id_, title in known]
    found: list[IdT] = []
    for name in names:
        wanted = fold(name).strip()
        exact = [id_ for id_, title in folded if title == wanted]
        meant = exact or [id_ for id_, title in folded if wanted in title]
        if not meant:
            doubts.append(Misunderstood(doubt, name))
        found += meant
    return found
