"""What becomes of a message's text, with all that it loses.

The behaviour is that of the library that the server uses to forbid every HTML tag: a `<` opens a
tag that lasts to the next `>` or to the end of the text, and whatever is inside is dropped. Held
against `tests/data/safespot/content_map.jsonl`.
"""

import re
from typing import Any

from .json_text import string

_DROPPED_WITH_THEIR_BODIES = ("script", "style", "iframe", "frame", "object", "embed")
_NEWLINES = re.compile("\n{3,}")
_SPACE = re.compile(r"\s")
_JAVASCRIPT_SPACE = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_OPENED, _CLOSED = "[removed]", "[/removed]"


def sanitise(content: Any) -> str:
    """The text that is stored for what was sent; often less, sometimes nothing."""
    text = _without_tags(_without_comments(string(content)))
    return trim(_NEWLINES.sub("\n\n", text.replace("\r\n", "\n")))


def trim(text: str) -> str:
    """`String.prototype.trim`."""
    return text.strip(_JAVASCRIPT_SPACE)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    while (start := text.find("<!--")) >= 0:
        kept.append(text[:start])
        end = text.find("-->", start)
        text = text[end + 3 :] if end >= 0 else ""
    return "".join(kept) + text


def _without_tags(text: str) -> str:
    output = _Output()
    if "<" not in text:
        output.text(text)
        return output.finished()
    done, tag_start, quote = 0, -1, ""
    for at, character in enumerate(text):
        if tag_start < 0:
            if character == "<":
                tag_start = at
        elif quote:
            if character == quote:
                quote = ""
        elif character == "<":
            output.text(text[done:at])
            done = tag_start = at
        elif character == ">" or at == len(text) - 1:
            output.text(text[done:tag_start])
            output.tag(text[tag_start : at + 1])
            done, tag_start = at + 1, -1
        elif character in "\"'" and text[:at].rstrip(_JAVASCRIPT_SPACE).endswith("="):
            quote = character
    output.text(text[done:])
    return output.finished()


class _Output:
    """What is left of a text, and which stretches of it go together with a tag."""

    def __init__(self) -> None:
        self._text = ""
        self._removed: list[tuple[int, int]] = []
        self._open_since: int | None = None

    def text(self, text: str) -> None:
        self._text += text.replace("<", "&lt;").replace(">", "&gt;")

    def tag(self, tag: str) -> None:
        if _name(tag) not in _DROPPED_WITH_THEIR_BODIES:
            return
        here = len(self._text)
        if tag.startswith("</"):
            # A closing tag without an opening one takes only itself away.
            start = here if self._open_since is None else self._open_since
            self._removed.append((start, here + len(_CLOSED)))
            self._open_since = None
            self._text += _CLOSED
        else:
            # Position 0 counts as none, so that a second opening tag replaces one at the start.
            self._open_since = self._open_since or here
            self._text += _OPENED

    def finished(self) -> str:
        kept, done = "", 0
        for start, end in self._removed:
            kept += self._text[done:start]
            done = end
        return kept + self._text[done:]


def _name(tag: str) -> str:
    space = _SPACE.search(tag)
    name = tag[1 : space.start() + 1] if space else tag[1:-1]
    return trim(name).lower().removeprefix("/").removesuffix("/")
