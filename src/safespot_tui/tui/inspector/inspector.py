"""The inspector: what crosses between the client and its server, live."""

import os
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.instruments.trace.curl import curl
from safespot_tui.instruments.trace.entry import Entry
from safespot_tui.instruments.trace.filter import Filter, filter_in, named_in
from safespot_tui.instruments.trace.listing import Listing
from safespot_tui.instruments.trace.row import conversations_of
from safespot_tui.instruments.trace.story import Story
from safespot_tui.instruments.trace.written import story_json
from safespot_tui.store.store import Store
from safespot_tui.tui.clipboard import copied_words
from safespot_tui.tui.host import app_of, host_of
from safespot_tui.tui.inspector.checklist_strip import ChecklistStrip
from safespot_tui.tui.inspector.detail_view import DetailView
from safespot_tui.tui.inspector.details import Line, lines_of
from safespot_tui.tui.inspector.knobs import KnobsDialog
from safespot_tui.tui.inspector.reasons import NOWHERE, Here, point_lines, reasons
from safespot_tui.tui.inspector.standing import Standing
from safespot_tui.tui.inspector.trace_list import TraceList
from safespot_tui.tui.screens.dialog import Dialog, Field, Words

BESIDE = 140
"""Columns from which on the details stand beside the list, and not below it."""
_SECONDS_BETWEEN = 1 / 20
"""What is traced meanwhile is shown together."""


class Inspector(Dialog[None]):
    """A list of what crossed, the details of one, and how the checklist stands.

    ::

        list ── / ──▶ filter ── Enter ──▶ list, of what it lets through
         │ Tab           └─ Esc ──▶ list, of everything
         ▼
        details ── w: why, l: the checklist, an entry: its story
    """

    DEFAULT_CSS = """
    Inspector {
        & > #box {
            width: 100%; max-width: 100%; height: 100%; max-height: 100%; padding: 0 1;
            layout: vertical;
        }
        #both { height: 1fr; layout: vertical; }
        #both > TraceList { height: 1fr; }
        #both > DetailView { height: 1fr; }
        &.-beside #both { layout: horizontal; }
        &.-beside #both > TraceList { width: 3fr; height: 100%; }
        &.-beside #both > DetailView { width: 2fr; height: 100%; }
        Field { display: none; height: 1; border: none; }
        Field:focus { border: none; }
        &.-filtering Field { display: block; }
        .hint { margin-top: 0; height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", show=False),
        Binding("c", "copy_curl", show=False),
        Binding("y", "copy_json", show=False),
        Binding("w", "why", show=False),
        Binding("l", "checklist", show=False),
        Binding("o", "origin", show=False),
        Binding("f", "faults", show=False),
        Binding("space", "read_on(1)", show=False),
        Binding("b", "read_on(-1)", show=False),
        Binding("tab,shift+tab", "other_side", show=False),
        Binding("q,alt+shift+x", "dismiss_all", show=False),
    ]
    AUTO_FOCUS = "TraceList"

    def __init__(self, instruments: Instruments, store: Store, here: Here = NOWHERE) -> None:
        """`here` is where the user comes from."""
        super().__init__()
        self.title_words = _("Inspector")
        self._instruments = instruments
        self._trace = instruments.trace
        self._store = store
        self._here = here
        self._listing = Listing(self._trace, named_in(store))
        self._list = TraceList(self._listing, self._trace.began_at)
        self._details = DetailView()
        self._strip = ChecklistStrip()
        self._field = Field(placeholder=_("path, event, status>=400, slow>200ms, in:conversation"))
        self._standing = Standing(instruments)
        self._due: Timer | None = None
        self._changed = False
        self._shown: int | None = None
        """The entry whose details are shown; None for anything else."""

    def parts(self) -> list[Widget]:
        """How things stand, the filter, the list, the details, and the keys."""
        both = Container(self._list, self._details, id="both")
        keys = _("/ filter · c curl · y JSON · w why · l checklist · o origin · f faults · Esc")
        return [self._strip, self._field, both, Words(keys, classes="hint")]

    def on_mount(self) -> None:
        """Follow the trace, from its beginning."""
        self._listing.show(Filter())
        self._standing.begin()
        self._changed = True
        self._trace.listeners.append(self._noted)
        self._fit()
        self._catch_up()

    def on_unmount(self) -> None:
        """Follow it no more."""
        self._trace.listeners.remove(self._noted)

    def on_resize(self) -> None:
        """Below each other, or side by side."""
        self._fit()

    def _fit(self) -> None:
        self.set_class(app_of(self).size.width >= BESIDE, "-beside")

    def _noted(self, entry: Entry) -> None:
        self._standing.note(entry)
        self._changed = self._listing.note(entry) or self._changed
        self._soon()

    def _soon(self) -> None:
        if self._due is None:
            self._due = self.set_timer(_SECONDS_BETWEEN, self._catch_up)

    def _catch_up(self) -> None:
        self._due = None
        if self._changed:
            self._changed = False
            self._list.changed()
        if self._standing.catch_up():
            self._strip.show(self._standing.points)
        else:
            self._soon()

    # ---------------------------------------------------------------------------- the details

    @property
    def _story(self) -> Story | None:
        return None if self._list.number is None else self._listing.story(self._list.number)

    def on_trace_list_chosen(self, event: TraceList.Chosen) -> None:
        """Show what the cursor is on; what else is shown stays until it moves."""
        event.stop()
        story = self._story
        if story is None:
            self._details.show(())
            self._shown = None
        elif event.by_user or self._shown is not None or not self._details.text:
            stay = self._shown == story.head.number
            self._shown = story.head.number
            self._details.show(lines_of(story), stay=stay)

    def _tell(self, lines: Sequence[Line]) -> None:
        """Show something else in the place of the details, until the cursor is moved."""
        self._shown = None
        self._details.show(lines)

    def action_why(self) -> None:
        """Say why the selected message, or the conversation, is as it is."""
        story = self._story
        about = conversations_of(story) if story is not None else frozenset[ConversationId]()
        here = self._here
        if here.conversation_id is None and about:
            here = Here(min(about))
        self._tell(reasons(self._trace, self._store, here))

    def action_checklist(self) -> None:
        """Say of each point of the checklist how it stands, and why."""
        self._tell(point_lines(self._standing.points))

    def action_faults(self) -> None:
        """Let the user disturb the line."""
        app_of(self).push_screen(KnobsDialog(self._instruments.faults))

    def action_origin(self) -> None:
        """Go to the request of the stream that a frame came of."""
        story = self._story
        if story is not None and story.asked is not None:
            if story.asked.number not in self._listing.numbers:
                self._unfilter()
            self._list.go_to(story.asked.number)

    def action_read_on(self, pages: int) -> None:
        """Scroll the details."""
        self._details.scroll_relative(
            y=pages * max(1, self._details.size.height - 1), animate=False
        )

    def action_other_side(self) -> None:
        """Move the keyboard from the list to the details, and back."""
        (self._details if self._list.has_focus else self._list).focus()

    # ---------------------------------------------------------------------------- the filter

    def action_filter(self) -> None:
        """Let the user write what is to be seen."""
        self.add_class("-filtering")
        self._field.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another letter."""
        event.stop()
        self._listing.show(filter_in(event.value))
        self._list.changed()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Back to the list, of what it lets through."""
        event.stop()
        if not event.value.strip():
            self.remove_class("-filtering")
        self._list.focus()

    def action_decline(self) -> None:
        """Out of the filter first."""
        if self.has_class("-filtering"):
            self._unfilter()
        else:
            self.dismiss(None)

    def _unfilter(self) -> None:
        self._field.value = ""
        self._listing.show(filter_in(""))
        self._list.changed()
        self.remove_class("-filtering")
        self._list.focus()

    def action_dismiss_all(self) -> None:
        """Close it, whatever is filtered."""
        self.dismiss(None)

    # ---------------------------------------------------------------------------- copying

    def action_copy_curl(self) -> None:
        """Put the request on the clipboard, as a command."""
        story = self._story
        if story is None or story.asked is None:
            host_of(self).answer(_("This is no request."), refused=True)
        else:
            self._copy(curl(story.asked))

    def action_copy_json(self) -> None:
        """Put all that is known of it on the clipboard."""
        if (story := self._story) is not None:
            self._copy(story_json(story))

    def _copy(self, text: str) -> None:
        app_of(self).copy_to_clipboard(safe_text(text))
        host_of(self).answer(copied_words(os.environ))
