"""The hits of the last search: one can go from one to the next without searching again."""

from collections.abc import Sequence

from safespot_tui.domain.message import Message
from safespot_tui.sync.messenger import Messenger
from safespot_tui.sync.search_page import Hit, SearchPage


class SearchTrail:
    """What was typed, what was found, and where one is in it."""

    def __init__(self) -> None:
        self.typed = ""
        self._page: SearchPage | None = None
        self.hits: list[Hit] = []
        self._index = 0

    def take(self, typed: str, page: "SearchPage", hits: "Sequence[Hit]", index: int) -> Message:
        """A hit was chosen; `page` is the last one that was loaded."""
        self.typed, self._page, self.hits, self._index = typed, page, list(hits), index
        return hits[index].message

    async def step(self, messenger: Messenger, by: int) -> Message | None:
        """The hit so many further, None past either end. Raises a `GatewayError`."""
        index = self._index + by
        while index >= len(self.hits) and self._page is not None and self._page.next is not None:
            self._page = await messenger.search_on(self._page)
            self.hits += self._page.hits
        if not 0 <= index < len(self.hits):
            return None
        self._index = index
        return self.hits[index].message
