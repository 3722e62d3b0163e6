"""What a conversation is called, what it is about, and who is there."""

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from safespot_tui.domain.conversation import Conversation, ConversationType
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _, ngettext
from safespot_tui.store.connection import ConnectionState
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Capability, Messenger
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.words import nobody_else, untitled_words
from safespot_tui.tui.drawing.wrap import fit
from safespot_tui.tui.freshness import as_of_words

SEPARATOR = " · "


class ConversationHeader(Widget):
    """Two lines: the title with the report, and the people."""

    DEFAULT_CSS = """
    ConversationHeader {
        height: 2;
        padding: 0 2;
        background: $panel;
        color: $foreground;
    }
    """

    def __init__(self, store: Store, messenger: Messenger, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._conversation_id: ConversationId | None = None
        self._shown: tuple[str, str, str] = ("", "", "")

    def show(self, conversation_id: ConversationId | None) -> None:
        """Be about another conversation."""
        self._conversation_id = conversation_id
        self.update()

    def update(self) -> None:
        """Say what the store holds now."""
        shown = self._words()
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    @property
    def words(self) -> tuple[str, str, str]:
        """What `tell` gave last: as shown."""
        return self._shown

    def render(self) -> Content:
        """From literals: titles and names come from strangers."""
        title, report, people = self._shown
        width = self.size.width
        title = fit(title, width)
        report = fit(f"  {report}", width - cell_len(title)) if report else ""
        return Content.assemble((title, "bold"), (report, "dim"), "\n", (fit(people, width), "dim"))

    def _words(self) -> tuple[str, str, str]:
        conversation_id = self._conversation_id
        conversation = (
            self._store.conversation(conversation_id) if conversation_id is not None else None
        )
        if conversation is None:
            return "", "", ""
        return self.tell(conversation)

    def tell(self, conversation: Conversation) -> tuple[str, str, str]:
        """What is said of a conversation: title, report, people."""
        return (
            self.title_of(conversation),
            self.report_of(conversation),
            SEPARATOR.join(
                filter(
                    None,
                    (
                        as_of_words(self._store.connection, self._clock),
                        self.typing_in(conversation) or self._people(conversation),
                    ),
                )
            ),
        )

    def title_of(self, conversation: Conversation) -> str:
        """What it is called."""
        return self._store.title(conversation.id) or untitled_words(conversation)

    def report_of(self, conversation: Conversation) -> str:
        """What it is about."""
        report = self._store.report(conversation.report_id) if conversation.report_id else None
        if report is None:
            return ""
        return SEPARATOR.join(part for part in (report.category, report.title) if part)

    def typing_in(self, conversation: Conversation) -> str:
        """Who is writing there."""
        store = self._store
        users = [store.user(user_id) for user_id in store.typing(conversation.id)]
        aliases = [user.alias for user in users if user and user.id != store.me]
        if not aliases:
            return ""
        return ngettext("{names} is typing…", "{names} are typing…", len(aliases)).format(
            names=", ".join(aliases)
        )

    def _people(self, conversation: Conversation) -> str:
        store = self._store
        members = store.members(conversation.id)
        online = [
            member for member in store.others(conversation.id) if store.online(member.user_id)
        ]
        live = store.connection.state is ConnectionState.LIVE
        knows = live and Capability.PRESENCE in self._messenger.capabilities
        if conversation.type is ConversationType.DM:
            if not store.others(conversation.id):
                # Without a name, that is what the title says already.
                return nobody_else() if conversation.name else ""
            if not knows:
                return ""
            # Nobody can know more: a sign of life may be late, or never have been given.
            return _("online") if online else _("not seen online")
        parts = [
            ngettext("{count} member", "{count} members", len(members)).format(count=len(members))
        ]
        if knows and online:
            users = [store.user(member.user_id) for member in online]
            names = ", ".join(user.alias for user in users if user)
            parts.append(_("online: {names}").format(names=names))
        return SEPARATOR.join(parts)
