"""What moderators did: two lines an entry, the newest first."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from safespot_tui.actions.audit_words import (
    entry_facts,
    what_was_done,
    where_it_was,
    who_did_it,
)
from safespot_tui.domain.audit import AuditEntry
from safespot_tui.domain.hindrance import Hindrance
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.gateway.moderation import AuditPage, AuditQuery
from safespot_tui.i18n import _
from safespot_tui.store.hindrance import sanction_on
from safespot_tui.sync.hindrances import laid_words
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.info import Fact
from safespot_tui.tui.engine import Engine
from safespot_tui.tui.host import app_of
from safespot_tui.tui.screens.dialog import Dialog, Words
from safespot_tui.tui.screens.facts import FactsDialog
from safespot_tui.tui.screens.hit_list import HitList, HitRow

PAGE = 50


class AuditTrail(Dialog[None]):
    """The trail, or what it says of one conversation or person.

    ::

        all ── c: of this conversation, p: of this person ──▶ some ── a ──▶ all
    """

    DEFAULT_CSS = """
    AuditTrail {
        & > #box { width: 100; height: 90%; max-height: 44; }
        #standing { color: $foreground 65%; height: auto; max-height: 3; }
        &.-low > #box { height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("enter", "show", show=False),
        Binding("c", "narrow_to_conversation", show=False),
        Binding("p", "narrow_to_person", show=False),
        Binding("a", "widen", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        conversation_id: ConversationId | None = None,
        user_id: UserId | None = None,
    ) -> None:
        super().__init__()
        self._engine = engine
        self._clock = clock
        self._query = AuditQuery(conversation_id, user_id, limit=PAGE)
        self._next: str | None = None
        self._laid: Hindrance | None = None
        self._entries: list[AuditEntry] = []
        self.title_words = self._title()
        self._list = HitList()
        self._standing = Words(_("Asking the server…"), id="standing")

    def parts(self) -> list[Widget]:
        """How things stand, the entries, and the keys."""
        keys = _("↑ ↓ · Enter shows all of it · c this conversation · p this person · a all · Esc")
        return [self._standing, self._list, Words(keys, classes="hint")]

    def on_mount(self) -> None:
        """Ask for the newest."""
        self._look()

    def _title(self) -> str:
        store = self._engine.store
        if self._query.user_id is not None:
            user = store.user(self._query.user_id)
            name = user.alias if user is not None else "?"
            return _("Audit trail: what was done to {name}").format(name=name)
        if self._query.conversation_id is not None:
            where = store.title(self._query.conversation_id) or self._query.conversation_id
            return _("Audit trail of “{title}”").format(title=where)
        return _("Audit trail")

    # ---------------------------------------------------------------------------- asking

    @work(exclusive=True, group="audit")
    async def _look(self) -> None:
        acting, user_id = self._engine.acting, self._query.user_id
        self._entries, self._next, self._laid = [], None, None
        self._list.set_rows([])
        try:
            if user_id is not None:
                now = self._clock()
                self._laid = sanction_on(await acting.account(user_id), now)
            self._take(await acting.audit(self._query))
        except GatewayError as error:
            self._standing.say(error.reason)

    def on_hit_list_more_wanted(self, event: HitList.MoreWanted) -> None:
        """The end of what is listed comes near."""
        event.stop()
        if self._next is not None:
            after, self._next = self._next, None
            self._load_more(after)

    @work(exclusive=True, group="audit")
    async def _load_more(self, after: str) -> None:
        query = AuditQuery(self._query.conversation_id, self._query.user_id, after, PAGE)
        try:
            self._take(await self._engine.acting.audit(query))
        except GatewayError as error:
            self._next = after
            self._standing.say(error.reason)

    def _take(self, page: AuditPage) -> None:
        self._entries += page.entries
        self._next = page.next
        self._list.set_rows([self._row(each) for each in self._entries], self._list.cursor)
        self.query_one("#box").border_title = Content(self._title())
        self._standing.say(self._words())

    def _words(self) -> str:
        words: list[str] = []
        if self._laid is not None:
            words.append(laid_words(self._laid, self._clock()))
        if not self._entries:
            words.append(_("Nothing is on record."))
        elif not self._engine.store.account.standing.operates:
            words.append(_("What you did yourself; an admin sees all of it."))
        return " · ".join(words)

    def _row(self, entry: AuditEntry) -> HitRow:
        store = self._engine.store
        title = f"{who_did_it(store, entry)} {what_was_done(store, entry)}"
        where = where_it_was(store, entry)
        text = safe_line(f"{entry.reason} · {where}" if where else entry.reason)
        return HitRow(title, self._clock.brief(entry.at), text)

    # ---------------------------------------------------------------------------- choosing

    @property
    def _chosen(self) -> AuditEntry | None:
        cursor = self._list.cursor
        return self._entries[cursor] if cursor < len(self._entries) else None

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._list.move(step)

    def action_show(self) -> None:
        """All that an entry says, with its hash."""
        if (entry := self._chosen) is not None:
            facts = [Fact(what, value) for what, value in entry_facts(self._engine.store, entry)]
            app_of(self).push_screen(FactsDialog(_("Entry of the audit trail"), facts))

    def on_hit_list_chosen(self, event: HitList.Chosen) -> None:
        """An entry was clicked."""
        event.stop()
        self.action_show()

    def action_narrow_to_conversation(self) -> None:
        """Only what is about the same conversation."""
        entry = self._chosen
        if entry is not None and entry.conversation_id is not None:
            self._ask_for(AuditQuery(conversation_id=entry.conversation_id, limit=PAGE))

    def action_narrow_to_person(self) -> None:
        """Only what is about the same person."""
        entry = self._chosen
        if entry is not None and entry.user_id is not None:
            self._ask_for(AuditQuery(user_id=entry.user_id, limit=PAGE))

    def action_widen(self) -> None:
        """Everything."""
        if self._query.conversation_id is not None or self._query.user_id is not None:
            self._ask_for(AuditQuery(limit=PAGE))

    def _ask_for(self, query: AuditQuery) -> None:
        self._query = query
        self._look()
