"""`$NAME` in the words of a tape: the alias that whoever plays NAME really has."""

import re
from collections.abc import Iterator, Mapping

from safespot_tui.stage.tape.commands import (
    Command,
    Do,
    Expect,
    ExpectNot,
    ExpectStore,
    GivenGroup,
    GivenMessages,
    Open,
    Paste,
    Pattern,
    Type,
    Wait,
)

_NAME = re.compile(r"\$(\$|[A-Z]\w*)")


def with_aliases(text: str, aliases: Mapping[str, str]) -> str:
    """Words, with the alias in place of each `$NAME`; `$$` is a `$`. Raises `KeyError`."""
    return _NAME.sub(lambda found: "$" if found[1] == "$" else aliases[found[1]], text)


def compiled(pattern: Pattern, aliases: Mapping[str, str]) -> re.Pattern[str]:
    """What finds it on a screen, whose lines end in line breaks. Raises `re.error`, `KeyError`."""
    if not pattern.is_regex:
        return re.compile(re.escape(with_aliases(pattern.source, aliases)))
    source = _NAME.sub(
        lambda found: found[0] if found[1] == "$" else re.escape(aliases[found[1]]), pattern.source
    )
    return re.compile(source, re.MULTILINE)


def spoken_of(command: Command) -> Iterator[str]:
    """The names that stand behind a `$` in a step."""
    for text in _texts(command):
        yield from (found[1] for found in _NAME.finditer(text) if found[1] != "$")


def _texts(command: Command) -> Iterator[str]:
    match command:
        case Type(text) | Paste(text) | Do(words=text) | Open(title=text) | GivenGroup(title=text):
            yield text
        case GivenMessages(where=where, text=text):
            yield where
            yield text
        case Wait(pattern=pattern) | Expect(pattern=pattern) | ExpectNot(pattern=pattern):
            yield pattern.source
        case ExpectStore(subjects=subjects, value=value):
            yield from subjects
            yield value
        case _:
            pass
