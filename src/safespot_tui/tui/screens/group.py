"""Choosing several people: to add to a group, or to begin one with."""

from collections.abc import Collection, Sequence

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input

from safespot_tui.actions.action import NewGroup
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.screens.ask_text import MAX_LENGTH
from safespot_tui.tui.screens.dialog import Field, Words
from safespot_tui.tui.screens.people import PeopleSearch, ResultT


class SeveralPeople(PeopleSearch[ResultT]):
    """Enter chooses somebody; Enter with nothing typed and nobody under way ends."""

    DEFAULT_CSS = "SeveralPeople #chosen { color: $primary; height: auto; margin-top: 1; }"

    def __init__(
        self, title: str, messenger: Messenger, without: Collection[UserId], done: str
    ) -> None:
        super().__init__(title, messenger, without)
        self._chosen_words = Words(_("Nobody chosen yet"), id="chosen")
        self._done = Button(Content(done), id="done", variant="primary", compact=True)

    def search_parts(self) -> list[Widget]:
        """The search, who was chosen, and how to end."""
        return [
            self.input,
            self.list,
            self.notice(),
            self._chosen_words,
            Horizontal(
                self._done,
                Button(Content(_("Cancel")), id="cancel", compact=True),
                classes="buttons",
            ),
            Words(_("Enter chooses · Tab to the button · Esc closes"), classes="hint"),
        ]

    def take(self, index: int) -> None:
        """Choose, or take back."""
        self.toggle(index)
        aliases = ", ".join(user.alias for user in self.chosen)
        self._chosen_words.say(aliases or _("Nobody chosen yet"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two buttons."""
        event.stop()
        if event.button.id == "done":
            self.finish()
        else:
            self.dismiss(None)

    def finish(self) -> None:
        """The button was pressed."""
        raise NotImplementedError

    @property
    def user_ids(self) -> tuple[UserId, ...]:
        """Who was chosen, in that order."""
        return tuple(user.id for user in self.chosen)


class PeopleDialog(SeveralPeople[Sequence[UserId]]):
    """Gives the ids of some people; nobody gives None."""

    def __init__(self, title: str, messenger: Messenger, without: Collection[UserId]) -> None:
        super().__init__(title, messenger, without, _("Add"))

    def parts(self) -> list[Widget]:
        """The search alone."""
        return self.search_parts()

    def finish(self) -> None:
        """Give whoever was chosen."""
        self.dismiss(self.user_ids or None)


class NewGroupDialog(SeveralPeople[NewGroup]):
    """Gives a name and the first members."""

    AUTO_FOCUS = "#name"

    def __init__(self, messenger: Messenger) -> None:
        super().__init__(_("New group"), messenger, (), _("Create"))
        self._group_name = Field(
            placeholder=_("What the group is called"), max_length=MAX_LENGTH, id="name"
        )
        self._missing = Words(_("A group needs a name."), classes="error")

    def parts(self) -> list[Widget]:
        """The name, then the search."""
        self._missing.display = False
        return [
            Words(_("Name"), classes="label"),
            self._group_name,
            self._missing,
            Words(_("People"), classes="label"),
            *self.search_parts(),
        ]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the name to the people."""
        if event.input is self._group_name:
            event.stop()
            self.input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A name is being given."""
        if event.input is self._group_name:
            self._missing.display = False

    def finish(self) -> None:
        """Give the group, if it has a name."""
        name = safe_line(self._group_name.value)
        if not name:
            self._missing.display = True
            self._group_name.focus()
            return
        self.dismiss(NewGroup(name, self.user_ids))
