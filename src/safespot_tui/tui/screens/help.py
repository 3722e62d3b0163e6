"""Everything that can be done, and the keys for it, made from the registry."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from safespot_tui.actions.action import Section
from safespot_tui.actions.capabilities import is_offered
from safespot_tui.actions.registry import ACTIONS, first_key, in_section
from safespot_tui.i18n import _
from safespot_tui.sync.messenger import Capability
from safespot_tui.tui.drawing.line import Piece, line
from safespot_tui.tui.drawing.wrap import wrap
from safespot_tui.tui.inbox.drawing import CALLED, DRAFT, FAILED, GLYPHS, MUTE, PENDING, PIN
from safespot_tui.tui.inbox.item import Marker
from safespot_tui.tui.key_names import keys_in_words
from safespot_tui.tui.screens.dialog import Dialog, Words

Entry = tuple[str, str, str]
"""Keys, what they do in a few words, and in a sentence."""

_GAP = 3
_INDENT = 2


def help_sections(
    capabilities: frozenset[Capability],
) -> Sequence[tuple[str, Sequence[Entry]]]:
    """Headings with their entries, in the order in which people need them."""
    headings = {
        Section.INBOX: _("Inbox"),
        Section.CONVERSATION: _("Conversation"),
        Section.MESSAGE: _("Message"),
        Section.TRIAGE: _("Queue"),
        Section.APP: _("Program"),
        Section.STAGE: _("For who tests a server"),
    }
    sections: list[tuple[str, Sequence[Entry]]] = [
        (
            heading,
            [
                (keys_in_words(action), _(action.title), _(action.help))
                for action in in_section(section)
                if is_offered(action, capabilities)
            ],
        )
        for section, heading in headings.items()
    ]
    return [
        (_("While writing and reading"), _other_keys()),
        *sections,
        (_("Signs in the inbox"), _signs()),
    ]


def _signs() -> Sequence[Entry]:
    """What the signs beside a conversation mean."""
    return [
        (GLYPHS[Marker.ONLINE], _("Online"), _("The other person has a client open.")),
        (GLYPHS[Marker.OFFLINE], _("Not seen online"), _("A conversation between two.")),
        (GLYPHS[Marker.GROUP], _("Group"), _("Without an icon of its own.")),
        (GLYPHS[Marker.REPORT], _("Group about a report"), _("A group that talks about a report.")),
        ("3", _("Unread"), _("So many messages; a dot where you marked it so yourself.")),
        (CALLED, _("Calls you"), _("Somebody wrote @ and your alias in what you have not read.")),
        (f"{FAILED} 1", _("Not sent"), _("The server refused so many; they can be tried again.")),
        (PENDING, _("On its way"), _("It goes out as soon as the server takes it.")),
        (DRAFT, _("Draft"), _("You have written something there and not sent it.")),
        (MUTE, _("Muted"), _("And until when, where there is room for it.")),
        (PIN, _("Pinned"), _("Stays at the top of the inbox.")),
    ]


def _other_keys() -> Sequence[Entry]:
    """Keys that belong to what has the keyboard, and are no actions."""
    return [
        ("Enter", _("Send, or open"), _("Sends what you wrote; in the inbox, opens.")),
        (
            "Ctrl+J, Alt+Enter",
            _("New line"),
            _("Breaks the line without sending. Shift+Enter does, too, where the terminal can."),
        ),
        (
            ": @ /",
            _("Emoji, people, commands"),
            _("Offers what you may mean while you write: Tab takes it, Esc leaves it."),
        ),
        (
            "↑ ↓ j k",
            _("Choose"),
            _("Chooses in lists; with nothing written, ↑ edits your last one."),
        ),
        (
            "Tab, 1–6, Enter",
            _("On the wall"),
            _("Tab, a number or an arrow goes to another one; Enter, or what you type, writes."),
        ),
        ("PgUp, PgDn", _("Scroll"), _("Scrolls the conversation, also while you write.")),
    ]


class HelpText(ScrollView, can_focus=True):
    """The sections in columns, drawn line by line for the width there is."""

    DEFAULT_CSS = """
    HelpText {
        height: 1fr;
        background: $surface;
        color: $foreground;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-color: $border;
        overflow-x: hidden;
        & > .help--heading { color: $primary; text-style: bold; }
        & > .help--keys { color: $secondary; text-style: bold; }
        & > .help--detail { color: $foreground 65%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"help--heading", "help--keys", "help--detail"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", show=False),
        Binding("down,j", "scroll_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown,space", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]

    def __init__(self, capabilities: frozenset[Capability]) -> None:
        super().__init__()
        self._sections = help_sections(capabilities)
        self._lines: Sequence[Sequence[tuple[str, str]]] = ()

    def on_resize(self) -> None:
        """Lay the columns out again."""
        self._lines = lay_out(self._sections, self.size.width)
        self.virtual_size = Size(0, len(self._lines))

    def render_line(self, y: int) -> Strip:
        """One line of the columns."""
        index = self.scroll_offset.y + y
        pieces: list[Piece] = []
        if index < len(self._lines):
            pieces = [(text, self._style(role)) for text, role in self._lines[index]]
        return line(pieces, self.size.width, self.rich_style)

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"help--{role}") if role else self.rich_style


def lay_out(
    sections: Sequence[tuple[str, Sequence[Entry]]], width: int
) -> Sequence[Sequence[tuple[str, str]]]:
    """Lines of (text, style name).

    Three columns; two with the sentences below where it is narrow; one where not even that fits.
    """
    entries = [entry for _heading, section in sections for entry in section]
    keys_width = max(cell_len(keys) for keys, _title, _detail in entries) + _GAP
    title_width = max(cell_len(title) for _keys, title, _detail in entries) + _GAP
    beside = width - keys_width - title_width >= 24
    stacked = not beside and width - keys_width < title_width
    margin = keys_width + title_width if beside else _INDENT if stacked else keys_width
    lines: list[Sequence[tuple[str, str]]] = []
    for heading, section in sections:
        if lines:
            lines.append(())
        lines.append(((heading, "heading"),))
        for keys, title, detail in section:
            wrapped = wrap(detail, max(8, width - margin - 1))
            if stacked:
                lines.append(((keys, "keys"),))
                lines.extend(((" " * margin + part, ""),) for part in wrap(title, width - margin))
            else:
                first = [(_padded(keys, keys_width), "keys"), (_padded(title, title_width), "")]
                if beside:
                    first.append((wrapped.pop(0), "detail"))
                lines.append(first)
            lines.extend(((" " * margin, ""), (rest, "detail")) for rest in wrapped)
    return lines


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


class HelpScreen(Dialog[None]):
    """All sections in a box."""

    DEFAULT_CSS = """
    HelpScreen {
        & > #box { width: 112; height: 90%; }
        &.-low > #box { height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1,q,question_mark", "decline", show=False)]
    AUTO_FOCUS = "HelpText"

    def __init__(self, capabilities: frozenset[Capability]) -> None:
        super().__init__()
        self.title_words = _("Help")
        self._capabilities = capabilities

    def parts(self) -> list[Widget]:
        """The sections, then how to leave."""
        return [
            HelpText(self._capabilities),
            Words(
                _("↑ ↓ scroll · {key} finds and does anything · Esc closes").format(
                    key=first_key(ACTIONS["app.palette"])
                ),
                classes="hint",
            ),
        ]
