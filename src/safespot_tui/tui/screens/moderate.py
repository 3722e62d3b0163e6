"""What a moderator can do here: one letter, or a row and Enter."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widget import Widget

from safespot_tui.actions.action import Action, Place
from safespot_tui.actions.key_words import key_name
from safespot_tui.actions.keymap import keys_now
from safespot_tui.actions.registry import ACTIONS, objection_to
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import _
from safespot_tui.tui.screens.dialog import Dialog, Words
from safespot_tui.tui.screens.row_list import ListRow, RowList


class ModerationMenu(Dialog[Action]):
    """Gives what was chosen. What cannot be done now says why, and stays where it is."""

    DEFAULT_CSS = """
    ModerationMenu {
        & > #box { width: 72; max-height: 100%; }
        #about { height: 2; margin-top: 1; color: $foreground 65%; }
        &.-low #about { margin-top: 0; }
        &.-low RowList { max-height: 9; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "choose", show=False),
    ]
    AUTO_FOCUS = ""

    def __init__(self, action_ids: Sequence[str], context: ActionContext) -> None:
        super().__init__()
        self.title_words = _("Moderate")
        self._actions = [ACTIONS[action_id] for action_id in action_ids]
        self._objections = [objection_to(action, context) for action in self._actions]
        self._list = RowList()
        self._about = Words(id="about")

    def parts(self) -> list[Widget]:
        """What there is, what the chosen one does or why it cannot, and the keys."""
        hint = _("A letter, or ↑ ↓ and Enter · Everything asks for a reason · Esc")
        return [self._list, self._about, Words(hint, classes="hint")]

    def on_mount(self) -> None:
        """Begin with the first that can be done."""
        rows = [
            ListRow(" ".join((_letter(action), _(action.title))), enabled=not objection)
            for action, objection in zip(self._actions, self._objections, strict=True)
        ]
        first = next((at for at, why in enumerate(self._objections) if not why), 0)
        self._list.set_rows(rows, first)
        self._say()

    def _say(self) -> None:
        at = self._list.cursor
        self._about.say(self._objections[at] or _(self._actions[at].help))

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._list.move(step)
        self._say()

    def action_choose(self) -> None:
        """Do what the cursor is on."""
        self._choose(self._list.cursor)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        """A row was clicked."""
        event.stop()
        self._choose(event.index)

    def on_key(self, event: events.Key) -> None:
        """The letter of an action."""
        for at, action in enumerate(self._actions):
            if event.key in keys_now(action).get(Place.MODERATING, ()):
                event.stop()
                event.prevent_default()
                self._choose(at)
                return

    def _choose(self, at: int) -> None:
        self._list.move(at - self._list.cursor)
        self._say()
        if not self._objections[at]:
            self.dismiss(self._actions[at])


def _letter(action: Action) -> str:
    return next((key_name(key) for key in keys_now(action).get(Place.MODERATING, ())), "")
