"""What is told of a report, on a card."""

from collections.abc import Iterator

from textual import work
from textual.widget import Widget

from safespot_tui.domain.ids import ReportId
from safespot_tui.domain.report import Report
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.clock import Clock
from safespot_tui.tui.conversation.words import day_words
from safespot_tui.tui.screens.dialog import Dialog, Words


class ReportCard(Dialog[None]):
    """At once what is known here, and the rest when the server has told it."""

    DEFAULT_CSS = """
    ReportCard {
        & > #box { width: 76; }
        #title { text-style: bold; }
        #facts { color: $foreground 65%; }
        #description, #images, #state { margin-top: 1; }
        #images { color: $secondary; }
        &.-low { #description, #images, #state { margin-top: 0; } }
    }
    """

    def __init__(self, messenger: Messenger, report_id: ReportId, clock: Clock) -> None:
        super().__init__()
        self.title_words = _("Report")
        self._messenger = messenger
        self._report_id = report_id
        self._clock = clock
        self._title = Words(id="title")
        self._facts = Words(id="facts")
        self._description = Words(id="description")
        self._images = Words(id="images")
        self._state = Words(_("Asking the server…"), id="state", classes="label")

    def parts(self) -> list[Widget]:
        """From what it is called to what it looked like."""
        return [
            self._title,
            self._facts,
            self._description,
            self._images,
            self._state,
            Words(_("↑ ↓ scroll · Esc closes"), classes="hint"),
        ]

    def on_mount(self) -> None:
        """Show what is known, and ask for the rest."""
        known = self._messenger.store.report(self._report_id)
        self._show(known)
        self.query_one("#box").can_focus = True
        self.query_one("#box").focus()
        self._fetch()

    @work(exclusive=True, group="report")
    async def _fetch(self) -> None:
        try:
            report = await self._messenger.report(self._report_id)
        except GatewayError as error:
            self._state.set_class(True, "error")
            self._state.say(error.reason)
        else:
            self._show(report)
            self._state.display = False

    def _show(self, report: Report | None) -> None:
        for widget, text in (
            (self._title, report.title if report else ""),
            (self._facts, "\n".join(self._told(report)) if report else ""),
            (self._description, report.description if report else ""),
            (self._images, "\n".join(report.image_urls) if report else ""),
        ):
            widget.say(text)
            widget.display = bool(text)

    def _told(self, report: Report) -> Iterator[str]:
        """What is known of where, when and what became of it: a line each."""
        if report.category:
            yield _("Category: {category}").format(category=report.category)
        if report.status:
            yield _("Status: {status}").format(status=report.status)
        if report.place:
            yield _("Place: {place}").format(place=report.place)
        if report.happened_at is not None:
            there = report.happened_at.astimezone()
            yield _("When: {day}, {time}").format(
                day=day_words(there.date(), self._clock.today),
                time=self._clock.time_of_day(there),
            )
