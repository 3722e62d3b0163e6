"""An item of the inbox as strips of terminal cells: two, or one where it shall be compact."""

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from safespot_tui.domain.delivery import Delivery
from safespot_tui.tui.conversation.palette import MARKS
from safespot_tui.tui.drawing.glyphs import shown
from safespot_tui.tui.drawing.look import Look
from safespot_tui.tui.inbox.item import ConversationItem, Marker, Piece

_BAR = 1
_MARKER = 3
_EDGE = 1
"""Cells left free at the right, where the scrollbar of a full list begins."""

GLYPHS = {
    Marker.ONLINE: "●",
    Marker.OFFLINE: "○",
    Marker.GROUP: "≡",
    Marker.REPORT: "⚑",
    Marker.ICON: "",
}
PIN = "⚲"
MUTE = "⊘"
FAILED = "✗"
DRAFT = "✎"
CALLED = "@"
PENDING = MARKS[Delivery.PENDING]
ROOM_FOR_WORDS = 30
"""Cells: where there are fewer, until when something is muted makes room for the last message."""


def draw(
    item: ConversationItem,
    width: int,
    look: Look,
    styles: Mapping[str, Style],
    *,
    compact: bool = False,
) -> Sequence[Strip]:
    """The lines of an item, `width` cells each. `styles` has a style for each role and look.

    In `compact`'s one line the last message has the room that the title leaves.
    """
    unread = bool(item.badge) and not item.muted
    bar = Segment(look.bar, styles[look.bar_role])
    glyph = item.icon or GLYPHS[item.marker]
    marker = Segment(set_cell_size(f"{glyph} ", _MARKER), styles[f"marker-{item.marker}"])
    room = max(0, width - _BAR - _MARKER - _EDGE)

    title: list[Segment] = [
        Segment(shown(item.title), styles["title-unread" if unread else "title"])
    ]
    if item.about:
        title.append(Segment(shown(f" · {item.about}"), styles["about"]))
    time = [Segment(item.time, styles["time-unread" if unread else "time"])]

    snippet = [_piece(piece, styles) for piece in item.snippet]
    badges = _badges(item, room, styles)
    ground = styles[look.ground]
    edge = Segment(" " * _EDGE)
    if compact:
        words = [*title, Segment("  "), *snippet] if snippet else title
        told = _spaced([*badges, *time])
        return (_strip([bar, marker, *_justified(words, told, room), edge], ground, width),)
    below = [bar, Segment(" " * _MARKER), *_justified(snippet, _spaced(badges), room), edge]
    return (
        _strip([bar, marker, *_justified(title, time, room), edge], ground, width),
        _strip(below, ground, width),
    )


def _badges(item: ConversationItem, room: int, styles: Mapping[str, Style]) -> list[Segment]:
    badges: list[Segment] = []
    if item.draft:
        badges.append(Segment(DRAFT, styles["draft"]))
    if item.pending:
        badges.append(Segment(PENDING, styles["mark"]))
    if item.muted:
        until = f" {item.muted_until}" if room >= ROOM_FOR_WORDS and item.muted_until else ""
        badges.append(Segment(f"{MUTE}{until}", styles["flag"]))
    if item.pinned:
        badges.append(Segment(PIN, styles["flag"]))
    if item.failed:
        badges.append(Segment(f" {FAILED} {item.failed} ", styles["badge-failed"]))
    if item.called:
        badges.append(Segment(f" {CALLED} ", styles["badge"]))
    if item.badge:
        badges.append(Segment(f" {item.badge} ", styles["badge-muted" if item.muted else "badge"]))

    return badges


def _piece(piece: Piece, styles: Mapping[str, Style]) -> Segment:
    text, role = piece
    return Segment(shown(text), styles[role])


def _spaced(segments: list[Segment]) -> list[Segment]:
    spaced: list[Segment] = []
    for segment in segments:
        if spaced:
            spaced.append(Segment(" "))
        spaced.append(segment)
    return spaced


def _justified(left: list[Segment], right: list[Segment], width: int) -> list[Segment]:
    """`right` at the right end; `left` cut with an ellipsis so that a space stays between them."""
    right_width = sum(segment.cell_length for segment in right)
    room = max(0, width - right_width - (1 if right_width else 0))
    cut = list(_cut(left, room))
    filled = sum(segment.cell_length for segment in cut)
    return [*cut, Segment(" " * max(0, width - filled - right_width)), *right]


def _cut(segments: list[Segment], width: int) -> Iterable[Segment]:
    if sum(cell_len(segment.text) for segment in segments) <= width:
        yield from segments
        return
    room = width - 1
    for text, style, _control in segments:
        if room <= 0:
            break
        length = cell_len(text)
        yield Segment(text if length <= room else set_cell_size(text, room), style)
        room -= length
    if width > 0:
        yield Segment("…", segments[-1].style)


def _strip(segments: list[Segment], ground: Style, width: int) -> Strip:
    # A mis-measured cell must not push the next pane: every line is cut or padded to the width.
    return Strip(Segment.apply_style(segments, ground)).adjust_cell_length(width, ground)
