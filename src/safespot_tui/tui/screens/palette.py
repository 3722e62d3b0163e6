"""Everything that can be done, by a few letters of what it is called."""

from collections.abc import Sequence

from textual.widget import Widget

from safespot_tui.actions.action import Action, Section
from safespot_tui.actions.capabilities import is_offered
from safespot_tui.actions.registry import ACTIONS, first_key, in_section, objection_to
from safespot_tui.actions.surface import ActionContext
from safespot_tui.i18n import _
from safespot_tui.tui.screens.dialog import Words
from safespot_tui.tui.screens.finder import Finder
from safespot_tui.tui.screens.row_list import ListRow

_ON_MESSAGE = (
    Section.MESSAGE,
    Section.CONVERSATION,
    Section.INBOX,
    Section.TRIAGE,
    Section.APP,
    Section.STAGE,
)
_ELSEWHERE = (
    Section.CONVERSATION,
    Section.INBOX,
    Section.MESSAGE,
    Section.TRIAGE,
    Section.APP,
    Section.STAGE,
)
"""What the user is at comes first."""


class ActionPalette(Finder[Action]):
    """All actions that the server offers; one that cannot be done now says why.

    A row has no room for more than the beginning of that: below the list it stands whole.
    """

    DEFAULT_CSS = """
    ActionPalette {
        .about { height: 3; margin-top: 1; }
        &.-low .about { margin-top: 0; }
    }
    """

    def __init__(
        self, context: ActionContext, only: Sequence[str] = (), title: str | None = None
    ) -> None:
        """`only` some actions by their ids and in that order, if any are named, under a title."""
        self.title_words = title or _("Menu")
        self.placeholder = _("What do you want to do?")
        self.hint = _("↑ ↓ choose · Enter does it · Esc closes")
        order = _ON_MESSAGE if context.message_id is not None else _ELSEWHERE
        actions = (
            [ACTIONS[action_id] for action_id in only]
            if only
            else [action for section in order for action in in_section(section)]
        )
        entries = [
            (action, _row(action, context))
            for action in actions
            if is_offered(action, context.messenger.capabilities)
        ]
        self._about = Words(classes="about")
        super().__init__(sorted(entries, key=lambda entry: not entry[1].enabled))

    def parts(self) -> list[Widget]:
        """What the action at the cursor does stands above the keys."""
        *above, keys = super().parts()
        return [*above, self._about, keys]

    def cursor_came_to(self, row: ListRow | None) -> None:
        """Say all of it."""
        self._about.say(row.detail if row is not None else "")


def _row(action: Action, context: ActionContext) -> ListRow:
    reason = objection_to(action, context)
    return ListRow(_(action.title), reason or _(action.help), first_key(action), enabled=not reason)
