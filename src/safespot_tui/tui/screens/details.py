"""All about one conversation, who is in it, and what can be done with either."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Protocol

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from safespot_tui.actions.action import Action
from safespot_tui.actions.capabilities import is_offered
from safespot_tui.actions.keymap import keys_now
from safespot_tui.actions.registry import ACTIONS, first_key, objection_to
from safespot_tui.actions.roles import role_words
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.member import Role
from safespot_tui.i18n import _
from safespot_tui.store.batch import Batch
from safespot_tui.store.connection import ConnectionState
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.about import facts_about, people_in
from safespot_tui.tui.conversation.words import untitled_words
from safespot_tui.tui.screens.dialog import Dialog, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList

ABOUT_CONVERSATION = (
    "group.rename",
    "group.icon",
    "group.add_member",
    "conversation.mute",
    "conversation.pin",
    "conversation.archive",
    "conversation.mark_unread",
    "report.show",
    "conversation.leave",
)
"""What is offered for the conversation, in this order."""

ABOUT_PERSON = (
    "conversation.new",
    "conversation.flag",
    "moderation.menu",
    "group.role",
    "group.remove_member",
)
"""What is offered for somebody in it."""

Entry = Action | UserId | None
"""Something to do, somebody, or what only parts them."""

_WATCHED = {"conversations", "members", "users", "presence", "reports", "connection"}


class Asked(Protocol):
    """The main screen, as far as the details reach."""

    def context_of(
        self, conversation_id: ConversationId, user_id: UserId | None = None
    ) -> ActionContext:
        """What an action would act on that is about a conversation, or somebody in it."""
        ...

    def perform_on(self, action: Action, context: ActionContext) -> None:
        """Do something that the user asked for."""
        ...

    def show_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Let the user choose among some actions."""
        ...


class Details(Dialog[None]):
    """Stays open while things are done, and shows what has become of them; Enter or a key does."""

    DEFAULT_CSS = """
    Details {
        & > #box { width: 68; height: 90%; max-height: 34; }
        #name { text-style: bold; height: auto; max-height: 2; }
        #facts { color: $foreground 65%; height: auto; max-height: 5; }
        RowList { height: 1fr; min-height: 3; margin-top: 1; }
        &.-low > #box { height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "move_to_end(-1)", show=False),
        Binding("end", "move_to_end(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    def __init__(self, screen: Asked, conversation_id: ConversationId, clock: Clock) -> None:
        super().__init__()
        self.title_words = _("Details")
        self._asked = screen
        self._conversation_id = conversation_id
        self._clock = clock
        self._name = Words(id="name")
        self._facts = Words(id="facts")
        self._list = RowList()
        self._entries: Sequence[Entry] = ()

    def parts(self) -> list[Widget]:
        """What it is called, what is known of it, what can be done and who is in it."""
        hint = Words(_("↑ ↓ and Enter, or the key on the right · Esc closes"), classes="hint")
        return [self._name, self._facts, self._list, hint]

    def on_mount(self) -> None:
        """Show how it stands, and follow."""
        store = self._acting_on().store
        self._unwatch: Callable[[], None] = store.watch_all(self._on_batch)
        self._show()

    def on_unmount(self) -> None:
        """Stop following."""
        self._unwatch()

    def _on_batch(self, batch: Batch) -> None:
        if any(key[0] in _WATCHED for key in batch.keys):
            self.call_later(self._show)

    def _acting_on(self, user_id: UserId | None = None) -> ActionContext:
        return self._asked.context_of(self._conversation_id, user_id)

    # ---------------------------------------------------------------------------- what is shown

    def _show(self) -> None:
        context = self._acting_on()
        conversation = context.store.conversation(self._conversation_id)
        if not self.is_attached:
            return
        if conversation is None or context.store.own(self._conversation_id) is None:
            self.dismiss(None)
            return
        title = context.store.title(conversation.id) or untitled_words(conversation)
        self._name.say(f"{conversation.icon} {title}".strip())
        self._facts.say("\n".join(facts_about(context.store, conversation.id, self._clock)))
        shown = [*self._offered(context), *self._people(context)]
        entries = [entry for entry, _row in shown]
        cursor = _place_of_cursor(self._entries, self._list.cursor, entries)
        self._entries = entries
        self._list.set_rows([row for _entry, row in shown], cursor)

    def _offered(self, context: ActionContext) -> Iterator[tuple[Action, ListRow]]:
        """What can be done here, then what one may not do, which says why."""
        actions = _actions(ABOUT_CONVERSATION, context)
        judged = [(action, objection_to(action, context)) for action in actions]
        for action, reason in sorted(judged, key=lambda each: bool(each[1])):
            row = ListRow(_(action.title), reason, first_key(action), enabled=not reason)
            yield action, row

    def _people(self, context: ActionContext) -> Iterator[tuple[UserId | None, ListRow]]:
        """Who is in it: those who may do most first."""
        store = context.store
        live = store.connection.state is ConnectionState.LIVE
        knows = live and Capability.PRESENCE in context.messenger.capabilities
        people = people_in(store, self._conversation_id)
        if people:
            yield None, ListRow("")
            yield None, ListRow(_("People"), enabled=False)
        for member, alias in people:
            online = knows and member.user_id != store.me and store.online(member.user_id)
            role = role_words(member.role) if member.role is not Role.MEMBER else ""
            yield member.user_id, ListRow(alias, role, _("online") if online else "")

    # ---------------------------------------------------------------------------- what is done

    def action_move(self, step: int) -> None:
        """Move the cursor to the next row that is something."""
        direction = 1 if step > 0 else -1
        for _each in range(abs(step)):
            self._list.move(direction)
            while self._entries[self._list.cursor] is None:
                self._list.move(direction)

    def action_page(self, direction: int) -> None:
        """Move the cursor as many rows as are seen, and not past the ends."""
        page = direction * max(1, self._list.size.height - 1)
        index = max(0, min(self._list.cursor + page, len(self._entries) - 1))
        self._list.move(index - self._list.cursor)
        if self._entries[index] is None:
            self.action_move(direction)

    def action_move_to_end(self, direction: int) -> None:
        """Move the cursor to the first row, or to the last."""
        index = 0 if direction < 0 else len(self._entries) - 1
        self._list.move(index - self._list.cursor)

    def action_choose(self) -> None:
        """Do what the cursor is on, or ask what to do with whom it is on."""
        self._choose(self._list.cursor)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A row was clicked."""
        event.stop()
        self._choose(event.index)

    def on_key(self, event: events.Key) -> None:
        """The key of an action that is listed does it."""
        for entry in self._entries:
            if isinstance(entry, Action) and any(
                event.key in keys for keys in keys_now(entry).values()
            ):
                event.stop()
                event.prevent_default()
                self._asked.perform_on(entry, self._acting_on())
                return

    def _choose(self, index: int) -> None:
        entry = self._entries[index] if index < len(self._entries) else None
        if isinstance(entry, Action):
            self._asked.perform_on(entry, self._acting_on())
        elif entry is not None and entry != self._acting_on().store.me:
            self._asked.show_menu(ABOUT_PERSON, self._acting_on(entry))


def _place_of_cursor(before: Sequence[Entry], cursor: int, now: Sequence[Entry]) -> int:
    """Where the cursor stands now: on what it was on, else on the nearest above that is left."""
    for entry in reversed(before[: cursor + 1]):
        if entry is not None and entry in now:
            return now.index(entry)
    return 0


def _actions(action_ids: Sequence[str], context: ActionContext) -> list[Action]:
    capabilities = context.messenger.capabilities
    actions = [ACTIONS[action_id] for action_id in action_ids]
    return [action for action in actions if is_offered(action, capabilities)]
