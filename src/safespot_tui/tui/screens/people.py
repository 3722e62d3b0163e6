"""Finding people by alias."""

from collections.abc import Collection, Sequence
from typing import ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.user import User
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.screens.dialog import Dialog, Field, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList

ResultT = TypeVar("ResultT")

SEARCH_SECONDS = 0.25
"""How long typing pauses before the server is asked."""


class PeopleSearch(Dialog[ResultT]):
    """An input, and the people it finds: those known here at once, the server's a moment later."""

    DEFAULT_CSS = """
    PeopleSearch {
        & > #box { height: 90%; max-height: 19; }
        RowList { height: 1fr; min-height: 3; margin-top: 1; }
        &.-low > #box { height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
    ]

    def __init__(self, title: str, messenger: Messenger, without: Collection[UserId]) -> None:
        super().__init__()
        self.title_words = title
        self.messenger = messenger
        self._without = {*without, messenger.store.me}
        self.chosen: list[User] = []
        self.people: Sequence[User] = ()
        self.list = RowList()
        self.input = Field(placeholder=_("An alias, or part of it"), id="alias")
        self._notice = Words(classes="error")
        self._pause: Timer | None = None

    def on_mount(self) -> None:
        """Begin with whom the user has met."""
        self._notice.display = False
        self._show_people(self._known(""))

    def _known(self, query: str) -> Sequence[User]:
        """Whom the user has met or chosen, by a part of the alias."""
        users = self.messenger.store.users()
        met = {user.id: user for user in (*self.chosen, *users)}
        found = (user for user in met.values() if fold(query) in fold(user.alias))
        return sorted(found, key=lambda user: fold(user.alias))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter: what is known is shown at once, the server asked when typing pauses."""
        if event.input is not self.input:
            return
        event.stop()
        query = event.value.strip()
        self._say("")
        self._show_people(self._known(query))
        if self._pause is not None:
            self._pause.stop()
            self._pause = None
        if query:
            self._pause = self.set_timer(SEARCH_SECONDS, lambda: self._search(query))

    @work(exclusive=True, group="search")
    async def _search(self, query: str) -> None:
        try:
            found = await self.messenger.search_users(query)
        except GatewayError as error:
            self._say(_("Only people you know are listed. {reason}").format(reason=error.reason))
            return
        if query == self.input.value.strip():
            known = self._known(query)
            ids = {user.id for user in known}
            self._show_people([*known, *(user for user in found if user.id not in ids)])

    def _say(self, sentence: str) -> None:
        self._notice.say(sentence)
        self._notice.display = bool(sentence)

    def _show_people(self, people: Sequence[User]) -> None:
        self.people = [user for user in people if user.id not in self._without]
        self.show_rows()

    def show_rows(self) -> None:
        """List the people again; the chosen ones are marked."""
        chosen = {user.id for user in self.chosen}
        rows = [
            ListRow(user.alias, right=_("✓ chosen") if user.id in chosen else "")
            for user in self.people
        ]
        cursor = self.list.cursor if len(rows) == len(self.list.rows) else 0
        self.list.set_rows(rows or [ListRow(self._nobody(), enabled=False)], cursor)

    def _nobody(self) -> str:
        """What stands where nobody is listed."""
        if self.input.value.strip():
            return _("Nobody found")
        return _("Type a part of an alias to find somebody")

    def notice(self) -> Widget:
        """Where it is said that the server could not be asked."""
        return self._notice

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.list.move(step)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take whom the cursor is on."""
        event.stop()
        if event.input is self.input:
            self.take(self.list.cursor)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """Take who was clicked."""
        event.stop()
        self.take(event.index)

    def take(self, index: int) -> None:
        """Somebody was chosen."""
        raise NotImplementedError

    def toggle(self, index: int) -> None:
        """Choose somebody, or not any more, and go on looking for others."""
        if index >= len(self.people):
            return
        user = self.people[index]
        if user in self.chosen:
            self.chosen.remove(user)
        else:
            self.chosen.append(user)
        if self.input.value:
            self.input.value = ""
        else:
            self.show_rows()


class PersonDialog(PeopleSearch[User]):
    """Gives one person."""

    def __init__(self, title: str, messenger: Messenger) -> None:
        super().__init__(title, messenger, ())

    def parts(self) -> list[Widget]:
        """The search, and the keys."""
        hint = Words(_("↑ ↓ choose · Enter opens · Esc closes"), classes="hint")
        return [self.input, self.list, self.notice(), hint]

    def take(self, index: int) -> None:
        """Give the chosen one."""
        if index < len(self.people):
            self.dismiss(self.people[index])
