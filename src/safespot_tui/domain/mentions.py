"""Who is called by name in a text: `@Ana`. A mention is plain text; every server has it.

Upper and lower case are the same, accents too: `@ANDRES` calls Andrés.
"""

from msgspec import Struct

from safespot_tui.domain.folding import fold

SIGN = "@"


class Mention(Struct, frozen=True):
    """Where somebody is called: `text[start:end]`, the sign included."""

    start: int
    end: int


def mentions_of(alias: str, text: str) -> list[Mention]:
    """Every place where `text` calls the one who goes by `alias`; none for an empty alias.

    `@Ana` is not in `@Anabel`, nor in `correo@ana`.
    """
    name = fold(SIGN + alias.strip())
    if len(name) == len(SIGN) or SIGN not in text:
        return []
    found: list[Mention] = []
    folded = fold(text)
    start = folded.find(name)
    while start >= 0:
        end = start + len(name)
        if not _continues(folded[start - 1 : start]) and not _continues(folded[end : end + 1]):
            found.append(Mention(start, end))
        start = folded.find(name, end)
    return found


def mentions(text: str, alias: str) -> bool:
    """Whether `text` calls the one who goes by `alias`."""
    return bool(mentions_of(alias, text))


def _continues(character: str) -> bool:
    """Whether a name goes on here, or a word before the sign."""
    return character.isalnum() or (character in ("_", SIGN) and bool(character))
