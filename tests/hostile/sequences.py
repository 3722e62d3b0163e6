"""What a terminal is told, taken apart: text, control characters and escape sequences.

The parser follows the state machine that terminals implement (ECMA-48; Paul Williams' parser of
DEC terminals), and is stricter: nothing that a terminal might obey goes by as text, not the 8-bit
forms, and not a sequence that never ends.

::

                      0x40–0x7E
    ground ──CSI──▶ csi ──────────▶ ground
       │                 BEL, ST, 0x9C
       ├──OSC──▶ string ──────────▶ ground       CAN, SUB: given up, back to ground
       ├──DCS, APC, PM, SOS──▶ string            end of input: unterminated
       └──ESC──▶ escape ──0x30–0x7E──▶ ground
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

STRING_KINDS = {"]": "OSC", "P": "DCS", "_": "APC", "^": "PM", "X": "SOS", "k": "TITLE"}
EIGHT_BIT = {"\x9b": "[", "\x9d": "]", "\x90": "P", "\x9f": "_", "\x9e": "^", "\x98": "X"}

LINK = re.compile(r"\x1b\]8;(?:id=[0-9a-f]{1,6};(?:https?://|mailto:)[!-~]+|;)\x1b\\")
"""How a terminal is told of a link, in ASCII without blanks; and that it ends."""

_INVISIBLE = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\U000e0000-\U000e007f"
_INVISIBLE_ORDER = re.compile(f"[{_INVISIBLE}]")
_NOT_TEXT = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{_INVISIBLE}]")
_CSI = re.compile(r"[0-?]*[ -/]*([@-~])")
_STRING_END = re.compile("\x07|\x1b\\\\|\x9c|\x18|\x1a")
_ESCAPE = re.compile(r"[ -/]*[0-~]")


@dataclass(frozen=True)
class Sequence:
    """One thing that a terminal obeys."""

    kind: str
    """What it does, without what makes one differ from the next: `CSI m`, `OSC 52`, `C0 07`."""
    raw: str


def sequences(output: str) -> Iterator[Sequence]:
    """Everything in `output` that is not printable text, in order."""
    at = 0
    while found := _NOT_TEXT.search(output, at):
        at, character = found.start(), found[0]
        if character == "\x1b" or character in EIGHT_BIT:
            sequence = _sequence(output, at)
        elif character < " " or "\x7f" <= character <= "\x9f":
            name = "C1" if character >= "\x80" else "C0"
            sequence = Sequence(f"{name} {ord(character):02X}", character)
        elif is_invisible_order(character):
            sequence = Sequence(f"format {ord(character):04X}", character)
        else:
            sequence = Sequence("surrogate", character)
        yield sequence
        at += len(sequence.raw)


def is_invisible_order(character: str) -> bool:
    """Whether a character orders those around it, or is text that nobody sees."""
    return _INVISIBLE_ORDER.fullmatch(character) is not None


def _sequence(output: str, at: int) -> Sequence:
    introducer = output[at]
    eight_bit = introducer != "\x1b"
    kind = EIGHT_BIT[introducer] if eight_bit else output[at + 1 : at + 2]
    begin = at + (1 if eight_bit else 2)
    form = "8-bit " if eight_bit else ""
    if kind == "[":
        match = _CSI.match(output, begin)
        if match is None:
            return Sequence(f"{form}CSI broken", output[at:begin])
        prefix = output[begin] if output[begin] in "<=>?" else ""
        return Sequence(f"{form}CSI {prefix}{match[1]}", output[at : match.end()])
    if kind in STRING_KINDS:
        end = _STRING_END.search(output, begin)
        body = output[begin : end.start() if end else len(output)]
        name = STRING_KINDS[kind]
        number = f" {body.partition(';')[0][:8]}" if name == "OSC" else ""
        ended = "" if end is not None and end[0] not in "\x18\x1a" else " unterminated"
        return Sequence(f"{form}{name}{number}{ended}", output[at : end.end() if end else None])
    match = _ESCAPE.match(output, at + 1)
    return Sequence("ESC", output[at : match.end() if match else at + 1])


def orders(output: str) -> Counter[str]:
    """As `kinds`, but for links that are told as they have to be."""
    return Counter(
        sequence.kind for sequence in sequences(output) if not LINK.fullmatch(sequence.raw)
    )


def kinds(output: str) -> Counter[str]:
    """How often a terminal is told to do what."""
    return Counter(sequence.kind for sequence in sequences(output))
