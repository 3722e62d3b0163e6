"""Finding messages."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator

from safespot_tui.contract import limits
from safespot_tui.contract.requests import WrittenMoment
from safespot_tui.contract.responses import SearchResult
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.search import MAX_TERMS, Kind, MessageSearch, terms_of
from safespot_tui.server.auth.rates import Asked
from safespot_tui.server.errors import DOCUMENTED, invalid
from safespot_tui.server.routes.dependencies import (
    BackendDependency,
    CallerDependency,
    Limit,
    answer,
)
from safespot_tui.server.routes.strict import storable
from safespot_tui.server.search import search

router = APIRouter(tags=["messages"], responses=DOCUMENTED)

_Words = Annotated[str, Query(max_length=limits.MAX_SEARCH_CHARACTERS), AfterValidator(storable)]
_Ids = Annotated[list[UUID] | None, Query(max_length=limits.MAX_SEARCH_NAMES)]
_Cursor = Annotated[str | None, Query(max_length=20)]


@router.get("/search", operation_id="search_messages", response_model=SearchResult)
async def search_messages(
    caller: CallerDependency,
    backend: BackendDependency,
    words: _Words = "",
    sender: _Ids = None,
    conversation: _Ids = None,
    since: WrittenMoment | None = None,
    before: WrittenMoment | None = None,
    has: Annotated[list[Kind] | None, Query(max_length=len(Kind))] = None,
    cursor: _Cursor = None,
    limit: Limit = limits.DEFAULT_PAGE,
) -> Response:
    """Messages of one's own conversations, the newest first.

    `words` are words that a message holds, or begins one of its words with, and "phrases". All that
    is asked for has to be true; of several senders, or conversations, any.
    """
    asked = MessageSearch(
        terms=terms_of(words)[:MAX_TERMS],
        sender_ids=None if sender is None else tuple(UserId(str(id_)) for id_ in sender),
        conversation_ids=(
            None
            if conversation is None
            else tuple(ConversationId(str(id_)) for id_ in conversation)
        ),
        since=_utc(since),
        before=_utc(before),
        kinds=tuple(has or ()),
    )
    if asked == MessageSearch() or (words and not asked.terms):
        raise invalid("words", "nothing is asked for")
    backend.limits.require(Asked.SEARCHES, caller.user_id)
    return answer(
        await backend.database.read(
            lambda c: search(c, backend.search_index, caller.user_id, asked, cursor, limit)
        )
    )


def _utc(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
