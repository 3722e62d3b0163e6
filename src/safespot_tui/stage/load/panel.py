"""A load, as it goes: on a screen of its own."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from safespot_tui.i18n import _
from safespot_tui.insight.plot import columns
from safespot_tui.instruments.trace.finding import Fault
from safespot_tui.stage.load.plot import bands, with_scale
from safespot_tui.stage.load.result import Result
from safespot_tui.stage.load.run import Load, Phase
from safespot_tui.stage.load.words import (
    duration,
    errors_in_words,
    phase_in_words,
    plan_in_words,
)
from safespot_tui.tui.themes import DARK

SECONDS_BETWEEN = 0.5
_SCALE = 9
"""Cells of what stands left of a plot."""
_EDGES = 4
"""Cells that are never drawn in."""
_WIDEST_CELL = 6
_RATE_LINES = 3
_LEAST_LINES = 3
"""Of the plot of latencies."""
_OTHER_LINES = 14
"""All but that."""
_FAINT, _DRAWN = "$foreground 65%", "$primary"

Line = tuple[str, str]
"""What is in it, and in which style."""

COUNTED = (
    Fault.LOST,
    Fault.DOUBLED,
    Fault.REORDERED,
    Fault.NO_ECHO,
    Fault.WRONG_UNREAD,
    Fault.CURSOR_FORGOTTEN,
)
"""What can be wrong with a server."""


class LoadPanel(App[Result | BaseException | None]):
    """Runs a load; gives what came of it, or what it failed with, or nothing if it was left."""

    CSS = """
    Screen { overflow: hidden; }
    #panel { padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,ctrl+c,escape", "end", priority=True, show=False)
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, load: Load, server: str) -> None:
        super().__init__()
        self._load = load
        self._server = server
        self._panel = Static(id="panel", markup=False)
        self._work: asyncio.Task[None] | None = None

    def compose(self) -> ComposeResult:
        """All of it is text."""
        yield self._panel

    def on_mount(self) -> None:
        """Begin."""
        self.register_theme(DARK)
        self.theme = DARK.name
        self._load.changed.append(self.draw)
        self.set_interval(SECONDS_BETWEEN, self.draw)
        self._work = asyncio.create_task(self._run())

    def on_resize(self) -> None:
        """Fill the screen."""
        self.call_after_refresh(self.draw)

    def action_end(self) -> None:
        """Write nothing more; while nothing is written, or asked for again: leave."""
        if self._load.is_writing:
            self._load.end_early()
            self.draw()
        elif self._work is not None:
            self._work.cancel()

    def draw(self) -> None:
        """Show how it goes."""
        screen = lines(self._load, self._server, *self.size)
        self._panel.update(Content("\n").join(Content.styled(*line) for line in screen))

    async def _run(self) -> None:
        try:
            self.exit(await self._load.run())
        except asyncio.CancelledError:
            self.exit(None)
        except Exception as error:  # noqa: BLE001 - whoever runs this is given it
            self.exit(error)


def lines(load: Load, server: str, width: int, height: int) -> Iterator[Line]:
    """The whole screen."""
    ledger = load.ledger
    yield f"{server} · {plan_in_words(load.plan)}", _FAINT
    yield _state(load), "bold"
    room = max(1, width - _SCALE - _EDGES)
    # A short load has wide columns, so that it fills the screen at its end.
    cell = max(1, min(_WIDEST_CELL, int(room / load.plan.duration)))
    moments = ledger.series.moments(newest=room // cell)
    spreads = [(each.delivered.p50, each.delivered.p90, each.delivered.p99) for each in moments]
    most = max((spread[-1] for spread in spreads), default=0.0)
    yield "", ""
    yield _("delivered: █ p50  ▓ p90  ▒ p99"), _FAINT
    plot = bands(spreads, max(_LEAST_LINES, height - _OTHER_LINES), most=most, cell=cell)
    yield from ((line, _DRAWN) for line in with_scale(plot, f"{duration(most):>{_SCALE}}"))
    rates = [round(each.sent / ledger.series.seconds) for each in moments]
    yield _("messages a second"), _FAINT
    plot = columns(rates, _RATE_LINES, cell=cell)
    top = f"{max(rates, default=0):>{_SCALE}}"
    yield from ((line, _DRAWN) for line in with_scale(plot, top))
    yield "", ""
    sentence = _("{sent} sent, {accepted} accepted, {waiting} under way")
    accepted = ledger.accepted.counts.total()
    yield sentence.format(sent=ledger.sent, accepted=accepted, waiting=ledger.on_the_way), ""
    counts = ledger.findings.counts
    yield "  ".join(f"{fault} {counts[fault]}" for fault in COUNTED), _alarm(counts.total())
    yield _errors(ledger.errors.most_common()), _alarm(ledger.errors.total())
    states = sorted(load.states.items())
    yield "  ".join(f"{state.replace('_', ' ')} {count}" for state, count in states), ""
    yield _("q ends it and reports"), _FAINT


def _alarm(count: int) -> str:
    return "bold $error" if count else ""


def _state(load: Load) -> str:
    words = [phase_in_words(load.phase)]
    if load.phase is Phase.WRITING:
        words.append(f"{load.ledger.now:.0f}/{load.plan.duration:.0f} s")
    cpu = _("generator {cpu} % of a core").format(cpu=f"{load.meter.now * 100:.0f}")
    return " · ".join([*words, cpu])


def _errors(errors: Sequence[tuple[str, int]]) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in errors)
    total = errors_in_words(sum(count for _kind, count in errors))
    return f"{total}: {kinds}" if kinds else total
