"""How much is written when, how soon it is answered, what waits: of what is kept here."""

from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from safespot_tui.actions.folder import Folder
from safespot_tui.actions.insight import gathered, known_now
from safespot_tui.config.settings import EmojiMode
from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _
from safespot_tui.insight.figures import Figures
from safespot_tui.insight.period import ALL, Period, period
from safespot_tui.insight.telling import Wording, told
from safespot_tui.sync.errors import Unreadable
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.drawing import glyphs
from safespot_tui.tui.screens.dialog import Dialog, Words
from safespot_tui.tui.screens.passages import PassageView, column_width
from safespot_tui.tui.triage.words import case_title
from safespot_tui.watching.rule import Rule

_PERIODS = {"d": "24h", "w": "7d", "m": "30d", "y": "365d", "a": ALL}


class InsightScreen(Dialog[ConversationId]):
    """Opens at once and fills; gives the conversation to go to."""

    DEFAULT_CSS = """
    InsightScreen {
        & > #box { width: 100%; max-width: 100%; height: 100%; max-height: 100%; padding: 0 1; }
        #state { color: $foreground 65%; }
        .hint { margin-top: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"ask('{words}')", show=False) for key, words in _PERIODS.items()),
        Binding("q", "decline", show=False),
    ]
    AUTO_FOCUS = "PassageView"

    def __init__(
        self,
        messenger: Messenger,
        clock: Clock,
        rules: Sequence[Rule],
        folders: Sequence[Folder],
        asked: Period,
    ) -> None:
        super().__init__()
        self.title_words = _("Insight")
        self._messenger = messenger
        self._clock = clock
        self._rules = rules
        self._folders = folders
        self._asked = asked
        self._figures: Figures | None = None
        self._view = PassageView()
        self._state = Words(id="state")

    def parts(self) -> list[Widget]:
        """The figures, and the keys."""
        return [
            self._state,
            self._view,
            Words(
                _("d w m y a another time · ↑ ↓ scroll · Tab, Enter go there · Esc closes"),
                classes="hint",
            ),
        ]

    def on_mount(self) -> None:
        """Begin to count."""
        self._count()

    def on_resize(self) -> None:
        """Lay everything out again, once it is known how wide it is."""
        self.call_after_refresh(self._draw)

    def action_ask(self, words: str) -> None:
        """Look at another period."""
        self._asked = period(words, "", self._clock())
        self._count()

    @work(exclusive=True, group="insight")
    async def _count(self) -> None:
        now = self._clock()
        messenger, triage = self._messenger, self._messenger.triage
        known = known_now(
            messenger.store,
            self._rules,
            self._folders,
            now,
            queue=triage.queue,
            moderators=[user.id for user in triage.moderators],
        )
        self._say(_("Counting…"))
        try:
            async with aclosing(gathered(messenger, known, self._asked, now)) as figures:
                async for some in figures:
                    self._figures = some
                    self._say("")
                    self._draw()
        except Unreadable as error:
            self._say(error.reason)

    def _say(self, sentence: str) -> None:
        self._state.say(sentence)
        self._state.display = bool(sentence)

    def _draw(self) -> None:
        if self._figures is not None:
            self._view.show(told(self._figures, self._wording()))

    def _wording(self) -> Wording:
        return Wording(
            title=self._title,
            day=self._clock.day,
            moment=self._clock.brief,
            hour=lambda hour: self._clock.time_of_day(datetime(2000, 1, 15, hour)),  # noqa: DTZ001
            width=column_width(self._view.scrollable_content_region.width),
            ascii_only=glyphs.mode() is EmojiMode.ASCII,
        )

    def _title(self, conversation_id: ConversationId) -> str:
        store = self._messenger.store
        case = store.case(conversation_id)
        return store.title(conversation_id) if case is None else case_title(store, case)

    def on_passage_view_chosen(self, event: PassageView.Chosen) -> None:
        """Go there."""
        event.stop()
        self.dismiss(event.conversation_id)
