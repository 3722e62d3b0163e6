"""Words on their way through the deployed server's sanitiser, there and back.

It takes `<` for the beginning of a tag and destroys what follows, writes `>` as `&gt;`, trims, and
folds empty lines; `&` it leaves alone. So what would not survive is written as an entity before it
leaves, and entities are read back. What is typed as `&lt;` comes back as `&lt;`: one `amp;` is put
into whatever would be read as an entity, and taken out again.
"""

import re

from safespot_tui.domain.text import SafeText, safe_text

_LOOKS_ESCAPED = re.compile(r"&((?:amp;)*(?:lt|gt);)")
_ESCAPED = re.compile(r"&(?:(lt|gt);|amp;((?:amp;)*(?:lt|gt);))")
_EMPTY_LINES = re.compile(r"\n{3,}")
_BLANKS = " \t\n\r\v\f\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_SIGNS = {"lt": "<", "gt": ">"}


def settled(text: str) -> str:
    """`text` as the server will have it: trimmed, with no more than one empty line at a time.

    Empty where nothing would be left, which the server answers with a fault.
    """
    lines = text.replace("\r\n", "\n")
    return _EMPTY_LINES.sub("\n\n", lines).strip(_BLANKS)


def escaped(text: str) -> str:
    """`text` in a form that the sanitiser leaves as it is."""
    text = _LOOKS_ESCAPED.sub(r"&amp;\1", text)
    return text.replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> SafeText:
    """What somebody meant by `text` as the server stores it, made harmless for a terminal."""
    return safe_text(_ESCAPED.sub(_sign, text) if "&" in text else text)


def _sign(match: re.Match[str]) -> str:
    return _SIGNS[match[1]] if match[1] else "&" + match[2]
