"""On which line of a TOML file something is set, which the parser does not tell."""

import re
from collections.abc import Iterator

Where = tuple[str, ...]
"""The names of the tables from the outside in, then the key."""

_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([\w-]+))\s*""")
_BARE = re.compile(r"[\w-]+")


def line_of(where: Where, source: str) -> int:
    """The line on which `where`, or what it is a part of, is set; 1 if it cannot be told."""
    best, line = 0, 1
    for number, place in _places(source):
        depth = _common(where, place)
        # A table's header is passed over for the key in it, a longer key for its own table.
        if depth > best and depth == min(len(place), len(where)):
            best, line = depth, number
    return line


def dotted(where: Where) -> str:
    """`where` as TOML writes it."""
    return ".".join(part if _BARE.fullmatch(part) else f'"{part}"' for part in where)


def _places(source: str) -> Iterator[tuple[int, Where]]:
    """Every line that sets something or begins a table, and what."""
    table: Where = ()
    for number, text in enumerate(source.splitlines(), 1):
        line = text.strip()
        if line.startswith("["):
            table = _parts(line.lstrip("["))
            yield number, table
        elif line and not line.startswith("#"):
            yield number, table + _parts(line)


def _parts(text: str) -> Where:
    """The dotted key at the beginning of `text`."""
    parts: list[str] = []
    at = 0
    while (match := _PART.match(text, at)) is not None:
        basic, literal, bare = match.groups()
        parts.append(_unescaped(basic) if basic is not None else literal or bare or "")
        at = match.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(parts)


def _unescaped(basic: str) -> str:
    import tomllib

    try:
        return str(tomllib.loads(f'key = "{basic}"')["key"])
    except tomllib.TOMLDecodeError:
        return basic


def _common(where: Where, place: Where) -> int:
    """How many parts are the same from the beginning."""
    count = 0
    for one, other in zip(where, place, strict=False):
        if one != other:
            break
        count += 1
    return count
