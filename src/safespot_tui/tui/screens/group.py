"""Choosing several people: to add to a group, or to begin one with."""

from collections.abc import Collection, Sequence

from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input

from safespot_tui.actions.asking import NewGroup
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.screens.ask_text import MAX_LENGTH
from safespot_tui.tui.screens.dialog import Field, Words
from safespot_tui.tui.screens.people import PeopleSearch, ResultT


class SeveralPeople(PeopleSearch[ResultT]):
    """Enter chooses somebody; once somebody is chosen and nobody sought, Enter ends.

    ::

        seeking ──Enter on a person──▶ resting ──Enter──▶ (finish)
           ▲                              │
           └──────── a letter, ↑ ↓ ───────┘
    """

    DEFAULT_CSS = """
    SeveralPeople {
        #chosen { color: $primary; height: auto; max-height: 2; margin-top: 1; }
        &.-low #chosen { margin-top: 0; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (26, "-high")]  # noqa: RUF012

    def __init__(
        self,
        title: str,
        messenger: Messenger,
        without: Collection[UserId],
        *,
        done: str,
        resting_hint: str,
    ) -> None:
        super().__init__(title, messenger, without)
        self._chosen_words = Words(_("Nobody chosen yet"), id="chosen")
        self._done = Button(Content(done), id="done", variant="primary", compact=True)
        self._resting_hint = resting_hint
        self._hint = Words(_seeking_hint(), classes="hint")
        self._resting = False

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
            self._hint,
        ]

    def take(self, index: int) -> None:
        """Choose, or take back."""
        self.toggle(index)
        aliases = ", ".join(user.alias for user in self.chosen)
        self._chosen_words.say(aliases or _("Nobody chosen yet"))
        self._set_resting(resting=bool(self.chosen) and index < len(self.people))

    def _set_resting(self, *, resting: bool) -> None:
        self._resting = resting
        self._hint.say(self._resting_hint if resting else _seeking_hint())
        self.list.set_class(resting, "-resting")
        self.list.refresh()

    def action_move(self, step: int) -> None:
        """Somebody is sought in the list."""
        super().action_move(step)
        self._set_resting(resting=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Somebody is sought by name."""
        if event.input is self.input and event.value:
            self._set_resting(resting=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose, or end."""
        if event.input is self.input and self._resting:
            event.prevent_default()
            event.stop()
            self.finish()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """One of the two buttons."""
        event.stop()
        if event.button.id == "done":
            self.finish()
        else:
            self.dismiss(None)

    def finish(self) -> None:
        """Everybody is chosen."""
        raise NotImplementedError

    @property
    def user_ids(self) -> tuple[UserId, ...]:
        """Who was chosen, in that order."""
        return tuple(user.id for user in self.chosen)


class PeopleDialog(SeveralPeople[Sequence[UserId]]):
    """Gives the ids of some people; nobody gives None."""

    def __init__(self, title: str, messenger: Messenger, without: Collection[UserId]) -> None:
        super().__init__(
            title,
            messenger,
            without,
            done=_("Add"),
            resting_hint=_("Enter adds them · letters or ↓ for more · Esc"),
        )

    def parts(self) -> list[Widget]:
        """The search alone."""
        return self.search_parts()

    def finish(self) -> None:
        """Give whoever was chosen."""
        self.dismiss(self.user_ids or None)


class NewGroupDialog(SeveralPeople[NewGroup]):
    """Gives a name and the first members."""

    DEFAULT_CSS = "NewGroupDialog > #box { max-height: 27; }"
    AUTO_FOCUS = "#name"

    def __init__(self, messenger: Messenger) -> None:
        super().__init__(
            _("New group"),
            messenger,
            (),
            done=_("Create"),
            resting_hint=_("Enter creates it · letters or ↓ for more · Esc"),
        )
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
        """From the name to the people; with people chosen, the name was all that was missing."""
        if event.input is self._group_name:
            event.stop()
            if self.chosen:
                self.finish()
            else:
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


def _seeking_hint() -> str:
    return _("Enter chooses · Tab to the buttons · Esc closes")
