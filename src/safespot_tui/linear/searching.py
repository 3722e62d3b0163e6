"""Finding messages line by line: the words are asked for, the hits are numbered choices."""

from contextlib import aclosing

from safespot_tui.actions.asking import Choice
from safespot_tui.actions.search_words import doubt_words, where_words
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import Message
from safespot_tui.domain.search_query import parse_query
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _, ngettext
from safespot_tui.linear.lines import Lines
from safespot_tui.linear.wording import title_of
from safespot_tui.sync.search_page import Hit, SearchPage
from safespot_tui.tui.search_trail import SearchTrail

MOST_SAID = 20
"""Hits that are read out; more words find fewer."""
_LONGEST = 200
"""Characters of a hit that are read out."""


class Searcher:
    """Looks for messages, and remembers what was found."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._trail = SearchTrail()

    async def search(self, within: ConversationId | None) -> Message | None:
        """A message of one conversation, or of all, that the user has chosen."""
        lines = self._lines
        question = _("Which words? from:, in:, before: and has: narrow it down.")
        typed = await lines.asker.text(question)
        if typed is None:
            return None
        page = await self._page(typed, within)
        if page is None:
            return None
        for doubt in page.misunderstood:
            lines.say(doubt_words(doubt))
        count = len(page.hits)
        found = ngettext("{count} hit.", "{count} hits.", count).format(count=count)
        lines.say(" ".join([found if count else _("Nothing found."), where_words(page)]))
        hits = page.hits[:MOST_SAID]
        if not hits:
            return None
        choices = [Choice(str(at), self._words(hit)) for at, hit in enumerate(hits)]
        chosen = await lines.asker.choice(_("Which one?"), choices)
        return None if chosen is None else self._trail.take(typed, page, page.hits, int(chosen))

    async def next_hit(self, by: int) -> Message | None:
        """The hit so many further. Raises a `GatewayError`."""
        return await self._trail.step(self._lines.engine, by)

    async def _page(self, typed: str, within: ConversationId | None) -> SearchPage | None:
        """The best answer: the server's where it can be had."""
        query = parse_query(typed, self._lines.clock())
        async with aclosing(self._lines.engine.search(query, within)) as pages:
            answers = [page async for page in pages]
        return answers[-1] if answers else None

    def _words(self, hit: Hit) -> str:
        store, message = self._lines.engine.store, hit.message
        sender = store.user(message.sender_id) if message.sender_id is not None else None
        return safe_line(
            _("{sender} in {conversation}, {time}: {words}").format(
                sender=sender.alias if sender else "?",
                conversation=title_of(store, message.conversation_id),
                time=self._lines.clock.brief(message.created_at),
                words=hit.text[:_LONGEST] or _("Image"),
            )
        )
