"""What a terminal is told so that it shows a notice or a title.

Every byte is ours but for the text, which is taken apart and made printable once more here: a
control character or a separator in it would end the sequence and begin another one.
"""

from base64 import b64encode
from collections.abc import Mapping
from zlib import crc32

from safespot_tui.config.settings import Desktop
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.tui.in_page import is_in_page

ESCAPE, BELL, STRING_END = "\x1b", "\x07", "\x1b\\"

MAX_CHARACTERS = 160
"""Of a title or a text; a notice has no room for more, and screen passes 256 bytes at a time on."""

SCREEN_BYTES = 256
"""A longer string is cut by screen, in the middle of whatever it is."""

PUSH_TITLE, POP_TITLE = "\x1b[22;2t", "\x1b[23;2t"
"""Keeps the window's title, and gives it back; terminals that cannot ignore both."""

_OSC_9 = {"iTerm.app", "WezTerm", "ghostty", "WarpTerminal"}
"""By `TERM_PROGRAM`, the terminals that show what OSC 9 says."""


def detected(environment: Mapping[str, str]) -> Desktop:
    """Which sequence the terminal understands, as far as its environment tells; else `OFF`.

    Inside tmux `TERM` and `TERM_PROGRAM` are those of tmux; what the terminal around it has set
    besides is still there.
    """
    if is_in_page(environment):
        return Desktop.OSC_777
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if "kitty" in term or "KITTY_WINDOW_ID" in environment:
        return Desktop.OSC_99
    if (
        program in _OSC_9
        or environment.get("LC_TERMINAL") == "iTerm2"
        or {"ITERM_SESSION_ID", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR"} & set(environment)
    ):
        return Desktop.OSC_9
    if term.startswith(("foot", "rxvt")) or "VTE_VERSION" in environment:
        return Desktop.OSC_777
    return Desktop.OFF


def notice(
    title: SafeText, text: SafeText, key: str, way: Desktop, environment: Mapping[str, str]
) -> str:
    """The sequence that shows a notice; empty if there is none.

    The next one of the same `key` replaces it, where the terminal can do that.
    """
    chosen = detected(environment) if way is Desktop.AUTO else way
    head, body = _plain(title), _plain(text)
    match chosen:
        case Desktop.OSC_9:
            # Never a number in front: to some terminals “9;4;…” is the progress of a job.
            sequences = [f"{ESCAPE}]9;SafeSpot: {head}: {body}{BELL}"]
        case Desktop.OSC_777:
            sequences = [f"{ESCAPE}]777;notify;{head};{body}{BELL}"]
        case Desktop.OSC_99:
            name = f"i={crc32(key.encode('utf-8', 'replace')):08x}"
            sequences = [
                f"{ESCAPE}]99;{name}:e=1:d=0:o=unfocused;{_base64(head)}{STRING_END}",
                f"{ESCAPE}]99;{name}:e=1:p=body;{_base64(body)}{STRING_END}",
            ]
        case Desktop.OFF | Desktop.AUTO:
            sequences = []
    return "".join(passed_on(each, environment) for each in sequences)


def title(words: str) -> str:
    """The sequence that names the window. The words are ours, never a stranger's."""
    return f"{ESCAPE}]2;{words}{BELL}"


def can_name_windows(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to have windows with names: a Linux console has not."""
    return not environment.get("TERM", "").startswith("linux")


def passed_on(sequence: str, environment: Mapping[str, str]) -> str:
    """`sequence` so that tmux or screen hands it to the terminal around it."""
    if environment.get("TMUX"):
        return f"{ESCAPE}Ptmux;{sequence.replace(ESCAPE, ESCAPE * 2)}{STRING_END}"
    if environment.get("STY"):
        # The end of the inner string would be taken for the end of the outer one.
        inner = sequence.replace(STRING_END, BELL)
        # An escape and what follows it must not be parted.
        pieces = _pieces(inner, SCREEN_BYTES)
        return "".join(f"{ESCAPE}P{piece}{STRING_END}" for piece in pieces)
    return sequence


def _pieces(text: str, most: int) -> list[str]:
    """`text` in pieces of at most `most` bytes, no character parted."""
    pieces, size = [""], 0
    for character in text:
        bytes_ = len(character.encode())
        if size + bytes_ > most:
            pieces.append("")
            size = 0
        pieces[-1] += character
        size += bytes_
    return pieces


def _plain(text: SafeText) -> str:
    """One line without the separator of these sequences."""
    line = safe_line(text).replace(";", ",")
    return line if len(line) <= MAX_CHARACTERS else line[: MAX_CHARACTERS - 1] + "…"


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()
