"""Finding messages by what is in them."""

from contextlib import aclosing
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.actions.registry import ACTIONS, first_key, keys_of
from safespot_tui.actions.search_words import doubt_words, where_words
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.message import Message
from safespot_tui.domain.search_query import parse_query
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _, ngettext
from safespot_tui.sync.messenger import Messenger
from safespot_tui.sync.search_page import Hit, SearchPage
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.screens.dialog import Dialog, Field, Words
from safespot_tui.tui.screens.hit_list import HitList, HitRow
from safespot_tui.tui.search_trail import SearchTrail

TYPING_SECONDS = 0.12
"""How long typing pauses before it is looked for."""

_HERE, _EVERYWHERE = ACTIONS["search.here"], ACTIONS["search.everywhere"]


class SearchDialog(Dialog[Message]):
    """An input, and the messages it finds; gives the one to go to.

    ::

        typed ──pause──▶ looked for ──▶ what is stored ──▶ what the server has
          ▲                  │ another letter: forgotten
          └──────────────────┘
    """

    DEFAULT_CSS = """
    SearchDialog {
        & > #box { width: 100; height: 90%; max-height: 40; }
        HitList { margin-top: 1; }
        #where { color: $foreground 65%; height: auto; max-height: 3; }
        &.-low > #box { height: 100%; }
        &.-low HitList { margin-top: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        *(Binding(key, "widen", show=False, priority=True) for _place, key in keys_of(_HERE)),
        *(Binding(key, "widen", show=False) for _place, key in keys_of(_EVERYWHERE)),
    ]

    def __init__(
        self,
        messenger: Messenger,
        clock: Clock,
        trail: SearchTrail,
        within: ConversationId | None,
    ) -> None:
        super().__init__()
        self._messenger = messenger
        self._clock = clock
        self._trail = trail
        self._within = within
        self.title_words = self._title()
        self._input = Field(trail.typed, placeholder=_placeholder(), id="query")
        self._list = HitList()
        self._where = Words(id="where")
        self._hint = Words(classes="hint")
        self._pause: Timer | None = None
        self._looked_for = ""
        self._page: SearchPage | None = None
        self._hits: list[Hit] = []

    def parts(self) -> list[Widget]:
        """The input, what was found, where, and the keys."""
        return [self._input, self._list, self._where, self._hint]

    def on_mount(self) -> None:
        """Begin with what was looked for last; the first letter replaces it."""
        self._say_keys()
        self._look()

    def _title(self) -> str:
        if self._within is None:
            return _("Search everywhere")
        return _("Search in “{title}”").format(title=self._messenger.store.title(self._within))

    def _say_keys(self) -> None:
        words = _("↑ ↓ choose · Enter goes there · Esc closes")
        if self._within is not None:
            words = f"{words} · " + _("{key} everywhere").format(key=first_key(_HERE))
        self._hint.say(words)

    def action_widen(self) -> None:
        """Look in all conversations instead of one."""
        if self._within is not None:
            self._within = None
            self.query_one("#box").border_title = Content(self._title())
            self._say_keys()
            self._look()

    # ---------------------------------------------------------------------------- looking

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter: looked for once typing pauses."""
        event.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(TYPING_SECONDS, self._look)

    @work(exclusive=True, group="search")
    async def _look(self) -> None:
        self._looked_for = self._input.value
        query = parse_query(self._looked_for, self._clock())
        async with aclosing(self._messenger.search(query, self._within)) as pages:
            async for page in pages:
                self._show(page)

    def _show(self, page: SearchPage) -> None:
        """List what was found; the cursor stays on the message that it was moved to."""
        cursor = self._list.cursor
        chosen = self._hits[cursor].message.id if 0 < cursor < len(self._hits) else None
        self._page, self._hits = page, list(page.hits)
        places = (at for at, hit in enumerate(self._hits) if hit.message.id == chosen)
        self._list_hits(next(places, 0))

    def _list_hits(self, cursor: int) -> None:
        self._list.set_rows([self._row(hit) for hit in self._hits], cursor)
        self._where.say(self._words())

    def _words(self) -> str:
        page = self._page
        if page is None:
            return ""
        doubts = [doubt_words(each) for each in page.misunderstood]
        if not self._input.value.strip():
            return _("Narrow it down: from:ana in:plaza before:2026-11-30 has:image “two words”")
        if not self._hits and doubts:
            return " ".join(doubts)
        return " ".join([self._count(page), where_words(page), *doubts])

    def _count(self, page: SearchPage) -> str:
        if not self._hits:
            return _("Nothing found.")
        count = len(self._hits)
        if page.next is not None:
            return _("The newest {count} hits; ↓ shows more.").format(count=count)
        return ngettext("{count} hit.", "{count} hits.", count).format(count=count)

    def _row(self, hit: Hit) -> HitRow:
        store, message = self._messenger.store, hit.message
        sender = store.user(message.sender_id) if message.sender_id is not None else None
        who = _("You") if message.sender_id == store.me else sender.alias if sender else "?"
        where = store.title(message.conversation_id)
        title = who if self._within or where == who else f"{where} · {who}"
        text = hit.text or _("Image")
        return HitRow(title, self._clock.brief(message.created_at), text, hit.found)

    def on_hit_list_more_wanted(self, event: HitList.MoreWanted) -> None:
        """The end of the list comes near."""
        event.stop()
        if self._page is not None and self._page.next is not None:
            self._load_more(self._page)

    @work(exclusive=True, group="more")
    async def _load_more(self, page: SearchPage) -> None:
        try:
            more = await self._messenger.search_on(page)
        except GatewayError as error:
            self._where.say(error.reason)
            return
        # Another letter, or the server, may have brought other hits meanwhile.
        if self._page is page:
            self._page = more
            self._hits += more.hits
            self._list_hits(self._list.cursor)

    # ---------------------------------------------------------------------------- choosing

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._list.move(step)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to where the cursor is, unless what is listed is what was typed before."""
        event.stop()
        if self._looked_for == event.value:
            self._choose(self._list.cursor)
        else:
            self._look()

    def on_hit_list_chosen(self, event: HitList.Chosen) -> None:
        """Go to what was clicked."""
        event.stop()
        self._choose(event.index)

    def _choose(self, index: int) -> None:
        if self._page is not None and index < len(self._hits):
            self.dismiss(self._trail.take(self._input.value, self._page, self._hits, index))


def _placeholder() -> str:
    return _("Words, “two together”, from:name, before:day…")
