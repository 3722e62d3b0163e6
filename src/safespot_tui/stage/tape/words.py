"""A line of a tape, taken apart: words, texts in quotes, regular expressions between slashes.

A text is written as in JSON: `"one\\ntwo"`. In a regular expression `\\/` is a slash.
"""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from safespot_tui.i18n import _
from safespot_tui.stage.tape.commands import Pattern
from safespot_tui.stage.tape.problem import BadStep
from safespot_tui.stage.tape.script import LONGEST_SECONDS


class Word(Struct, frozen=True, tag=True):
    """What stands between blanks."""

    value: str


class Text(Struct, frozen=True, tag=True):
    """What stands in quotes."""

    value: str


class Regex(Struct, frozen=True, tag=True):
    """What stands between slashes."""

    value: str


Token = Word | Text | Regex

_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
    | (?P<comment>\#.*)
    | (?P<text>"(?:[^"\\]|\\.)*")(?=\s|$)
    | (?P<regex>/(?:[^/\\]|\\.)+/)(?=\s|$)
    | (?P<open>")
    | (?P<word>\S+)
    """,
    re.VERBOSE,
)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def tokens_of(line: str) -> Iterator[Token]:
    """What a line is made of, without its comment. Raises `BadStep`."""
    for match in _TOKEN.finditer(line):
        found = match.group()
        match match.lastgroup:
            case "text":
                try:
                    yield Text(msgspec.json.decode(found, type=str))
                except msgspec.DecodeError:
                    sentence = _('{text} is no text: “\\” goes before n, t, ", \\ or u1234.')
                    raise BadStep(sentence.format(text=found)) from None
            case "regex":
                yield Regex(found[1:-1].replace("\\/", "/"))
            case "open":
                raise BadStep(_('A text does not end: it begins and ends with a ".'))
            case "word":
                yield Word(found)
            case _:
                pass


def duration(word: str) -> float:
    """Seconds: `500ms`, `2s`, `1m`. Raises `BadStep`."""
    match = _DURATION.fullmatch(word)
    if match is None:
        raise BadStep(
            _("“{word}” is no duration; one such as 500ms, 2s or 1m is expected.").format(word=word)
        )
    seconds = float(match[1]) * _SECONDS[match[2]]
    if not 0 < seconds <= LONGEST_SECONDS:
        raise BadStep(
            _("{word} is out of reach: more than nothing and at most {most} minutes.").format(
                word=word, most=int(LONGEST_SECONDS / 60)
            )
        )
    return seconds


class Arguments:
    """What is behind the name of a command, taken one after another."""

    def __init__(self, tokens: list[Token], usage: str) -> None:
        self._tokens = tokens
        self._usage = usage

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def misused(self) -> BadStep:
        """Says how the command is written."""
        return BadStep(_("This is written so: {usage}").format(usage=self._usage))

    def next(self) -> Token:
        """Whatever it is."""
        if not self._tokens:
            raise self.misused()
        return self._tokens.pop(0)

    def word(self) -> str:
        """A word."""
        match self.next():
            case Word(value):
                return value
            case _:
                raise self.misused()

    def words(self) -> tuple[str, ...]:
        """All that is left: words, at least one."""
        found = [self.word()]
        while self:
            found.append(self.word())
        return tuple(found)

    def rest(self) -> str:
        """All that is left, as it is; something is."""
        said = [self.next()]
        while self:
            said.append(self.next())
        return " ".join(f"/{one.value}/" if isinstance(one, Regex) else one.value for one in said)

    def text(self) -> str:
        """A text in quotes."""
        match self.next():
            case Text(value):
                return value
            case _:
                raise self.misused()

    def number(self, default: int) -> int:
        """A whole number, if there is one."""
        if self._tokens and isinstance(self._tokens[0], Word) and self._tokens[0].value.isdigit():
            return int(self.word())
        return default

    def pattern(self) -> Pattern:
        """A text or a regular expression."""
        match self.next():
            case Text(value):
                return Pattern(value)
            case Regex(value):
                return Pattern(value, is_regex=True)
            case Word():
                raise self.misused()

    def has(self, word: str) -> bool:
        """Whether this word is next; it is taken then."""
        if self._tokens and self._tokens[0] == Word(word):
            self._tokens.pop(0)
            return True
        return False

    def has_text(self) -> bool:
        """Whether a text is next; it is not taken."""
        return bool(self._tokens) and isinstance(self._tokens[0], Text)

    def end(self) -> None:
        """Nothing is left."""
        if self._tokens:
            raise self.misused()
