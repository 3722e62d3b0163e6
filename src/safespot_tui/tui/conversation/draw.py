"""From a row to its lines.

::

    ─────────────────────── Today ───────────────────────      heading
                                                               a blank line before another sender
      Ana  14:05                                               alias, time
      ↪ forwarded                                              said elsewhere before
      ┃ Juan: is anybody there?                                quote
      ▀▀▀▀▀▀▀▀                                                 picture of an image
      I am, and the light in the street is                     body
      still broken (edited) ★                                  edited; the user's own star
      👍 2  [❤ 1]                                              reactions
    ▌ Thanks!                                           ✓✓     own: a bar, and how far it has come
    ▌ @Mica, are you coming?                                   calls the user: another colour
    ◆ You will be sorry for that ◆ Threats                     hits a watch rule, by its name
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import assert_never

from msgspec import Struct, structs
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from safespot_tui.domain.formatting import Look, Run
from safespot_tui.domain.ids import MessageId
from safespot_tui.domain.links import encoded, link_of
from safespot_tui.i18n import _
from safespot_tui.tui.conversation.palette import Palette
from safespot_tui.tui.conversation.row import (
    GapRow,
    Heading,
    MessageRow,
    NoticeRow,
    Picture,
    Row,
)
from safespot_tui.tui.drawing.glyphs import HIT, shown
from safespot_tui.tui.drawing.line import Piece, centred, line, rule
from safespot_tui.tui.drawing.set_off import pieces_of
from safespot_tui.tui.drawing.wrap import fit, wrap_at_most

LEFT = 2
"""Cells left of every text: the bar of own messages, the mark of the selection."""

RIGHT = 5
"""Cells right of every text: the delivery mark between blanks, and the scrollbar."""

MOST_LINES = 2_000
"""Of one message. It would take a book to have more, but a server may let anybody send one."""

MOST_LINES_ASIDE = 20
"""Of a notice, a reason, or the reactions under one message."""

GAP = "  "
"""Between a sender and the words beside them, where lines are few."""

MIN_BESIDE = 12
"""Cells; for less nothing is put beside a sender."""

BAR, POINTER, QUOTE_BAR = "▌ ", "› ", "┃ "
STAR = "★"


class Drawing(Struct, frozen=True):
    """A row as lines, each as wide as the timeline."""

    strips: tuple[Strip, ...]
    quote_line: int | None = None
    """Which line, if any, leads to the message that is replied to."""
    quote_id: MessageId | None = None


def draw(
    row: Row,
    width: int,
    palette: Palette,
    finish: Callable[[Strip], Strip] = lambda strip: strip,
    *,
    compact: bool = False,
    links: bool = False,
) -> Drawing:
    """The lines of a row at `width` cells, scrollbar included, each as `finish` makes it.

    With `links` the terminal is told where addresses lead.
    """
    canvas = _Canvas(width, palette, finish, selected=row.selected)
    match row:
        case MessageRow():
            return _draw_message(row, canvas, palette, compact=compact, links=links)
        case NoticeRow():
            canvas.heading(row.heading)
            canvas.middle(row.text, palette.faint)
        case GapRow():
            canvas.middle(f"··· {row.text} ···", palette.faint)
        case _:
            assert_never(row)
    return Drawing(tuple(canvas.strips))


class _Canvas:
    """Lines being collected."""

    def __init__(
        self,
        width: int,
        palette: Palette,
        finish: Callable[[Strip], Strip],
        *,
        selected: bool,
    ) -> None:
        self.width = width
        self.text_width = max(2, width - LEFT - RIGHT)
        self.palette = palette
        self._finish = finish
        self.strips: list[Strip] = []
        background = palette.selected.background_style if selected else Style.null()
        self._over = background
        self._selected = selected

    def heading(self, heading: Heading) -> None:
        palette = self.palette
        if heading.day:
            text = rule(fit(heading.day, self.text_width), self.width - 1)
            self._put([(text, palette.rule)], palette.text)
        if heading.unread:
            text = rule(fit(heading.unread, self.text_width), self.width - 1)
            self._put([(text, palette.unread)], palette.text)

    def blank(self) -> None:
        self._put([], self.palette.text)

    def middle(self, text: str, style: Style) -> None:
        for piece in wrap_at_most(text, self.text_width, MOST_LINES_ASIDE)[0]:
            self.add(None, [(centred(piece, self.text_width), style)])

    def add(self, gutter: Piece | None, pieces: list[Piece], mark: Piece | None = None) -> None:
        """One line: gutter, text, and at the far right perhaps a mark."""
        over = self._over
        if gutter is None:
            gutter = (POINTER if self._selected else "  ", self.palette.own)
        all_pieces = [gutter, *pieces]
        if mark is not None:
            used = sum(cell_len(text) for text, _style in all_pieces)
            gap = self.width - RIGHT + 1 - used
            all_pieces += [(" " * gap, self.palette.text), mark]
        if self._selected:
            all_pieces = [(text, style + over) for text, style in all_pieces]
        self._put(all_pieces, self.palette.text + over)

    def picture(self, gutter: Piece | None, picture: Picture) -> None:
        """All its lines, of which some may be empty; nothing where there is no room for them."""
        if picture.columns > self.text_width:
            return
        # Of its colours nothing may change, for they are what it is: not by a selection either.
        text, style = gutter or (POINTER if self._selected else "  ", self.palette.own)
        for strip in (*picture.strips, *[Strip([])] * (picture.lines - len(picture.strips))):
            rest = " " * (self.width - LEFT - strip.cell_length)
            ends = Segment(text, style + self._over), Segment(rest, self.palette.text + self._over)
            self.strips.append(self._finish(Strip([ends[0], *strip, ends[1]], self.width)))

    def _put(self, pieces: list[Piece], blank: Style) -> None:
        self.strips.append(self._finish(line(pieces, self.width, blank)))


def _draw_message(
    row: MessageRow, canvas: _Canvas, palette: Palette, *, compact: bool, links: bool
) -> Drawing:
    canvas.heading(row.heading)
    if row.alias and row.heading == Heading() and not compact:
        canvas.blank()
    gutter = _gutter(row, palette) if not row.selected else None
    width = canvas.text_width
    body: list[list[Piece]] | None = None
    if row.alias:
        alias = palette.own if row.own else palette.alias(row.sender)
        name = fit(row.alias, max(2, width - len(row.time) - 2))
        head = [(name, alias), ("  " + row.time, palette.faint)]
        body = _beside(head, row, width, palette, links=links) if compact else None
        if body is None:
            canvas.add(gutter, head)
    if row.forwarded:
        canvas.add(gutter, [(fit(_("↪ forwarded"), width), palette.faint)])
    quote_line = None
    if row.quote is not None:
        quote_line = len(canvas.strips)
        said = f"{row.quote.alias}: {row.quote.text}" if row.quote.alias else row.quote.text
        said = fit(" ".join(said.split()), width - len(QUOTE_BAR))
        canvas.add(gutter, [(QUOTE_BAR, palette.own), (said, palette.faint)])
    if row.picture is not None:
        canvas.picture(gutter, row.picture)
    mark = palette.mark(row.delivery) if row.delivery is not None else None
    *lines, last = body or _body_lines(row, width, palette, links=links)
    for pieces in lines:
        canvas.add(gutter, pieces)
    canvas.add(gutter, last, mark)
    if row.chips:
        for pieces in islice(_chip_lines(row, width, palette), MOST_LINES_ASIDE):
            canvas.add(gutter, pieces)
    if row.failure:
        for piece in wrap_at_most(row.failure, width, MOST_LINES_ASIDE)[0]:
            canvas.add(gutter, [(piece, palette.failed)])
    return Drawing(tuple(canvas.strips), quote_line, row.quote.message_id if row.quote else None)


def _gutter(row: MessageRow, palette: Palette) -> Piece | None:
    """What tells at a glance, left of a message, what it is to the user."""
    if row.hits:
        return f"{HIT} ", palette.failed
    if row.own:
        return BAR, palette.own
    return (BAR, palette.mention) if row.mentions_me else None


def _beside(
    head: list[Piece], row: MessageRow, width: int, palette: Palette, *, links: bool
) -> list[list[Piece]] | None:
    """The body on the line of its sender, if it fits there whole."""
    room = width - sum(cell_len(text) for text, _style in head) - len(GAP)
    if row.quote is not None or row.forwarded or room < MIN_BESIDE:
        return None
    lines = _body_lines(row, room, palette, links=links)
    return [[*head, (GAP, palette.text), *lines[0]]] if len(lines) == 1 else None


def _body_lines(row: MessageRow, width: int, palette: Palette, *, links: bool) -> list[list[Piece]]:
    """At least one line of pieces."""
    style = palette.deleted if row.deleted else palette.text
    runs = [structs.replace(run, text=shown(run.text)) for run in row.set_off]
    body = "".join(run.text for run in runs) if runs else row.body
    texts, whole = wrap_at_most(body, width, MOST_LINES)
    lines: list[list[Piece]] = (
        pieces_of(texts, runs, [_style_of(run, palette, links=links) for run in row.set_off])
        if runs
        else [[(text, style)] for text in texts]
    )
    if not whole:
        lines.append(
            [(fit(_("… there is more; copy the message to read it all"), width), palette.faint)]
        )
    for note, look in _notes(row, palette):
        used = sum(cell_len(text) for text, _style in lines[-1])
        if used + 1 + cell_len(note) <= width:
            lines[-1].append((" " + note, look))
        else:
            lines.append([(fit(note, width), look)])
    return lines


def _style_of(run: Run, palette: Palette, *, links: bool) -> Style:
    """How words that are set off look; of an address, also where it leads."""
    style = palette.set_off(run.looks)
    link = link_of(run.text) if links and Look.LINK in run.looks else None
    address = encoded(link) if link is not None else ""
    return style + Style(link=address) if address else style


def _notes(row: MessageRow, palette: Palette) -> Iterator[Piece]:
    """What is said of a message behind its last word."""
    if row.uploaded is not None:
        yield _("Uploading {percent} %").format(percent=row.uploaded), palette.faint
    if row.edited:
        yield _("(edited)"), palette.faint
    if row.starred:
        yield STAR, palette.own
    if row.hits:
        yield shown(f"{HIT} {', '.join(row.hits)}"), palette.failed


def _chip_lines(row: MessageRow, width: int, palette: Palette) -> Iterator[list[Piece]]:
    pieces: list[Piece] = []
    used = 0
    for chip in row.chips:
        text = f"{chip.emoji} {chip.count}"
        text = fit(f"[{text}]" if chip.mine else f" {text} ", width)
        cells = cell_len(text)
        if pieces and used + cells > width:
            yield pieces
            pieces, used = [], 0
        pieces.append((text, palette.chip_own if chip.mine else palette.chip))
        used += cells
    yield pieces
