"""JSON as it may be shown: the same to a program, and nothing to a terminal."""

import re

_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\U000e0000-\U000e007f]")
"""What JSON may hold as it is, and a terminal would obey. Below U+0020 it is escaped anyway."""


def harmless(json: bytes) -> bytes:
    """The same value, with what a terminal would obey written as escapes."""
    if not json.isascii():
        json = _OBEYED.sub(escaped, json.decode()).encode()
    return json.replace(b"\x7f", b"\\u007f")


def escaped(match: "re.Match[str]") -> str:
    """What was found, as JSON's escapes."""
    units = match[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
