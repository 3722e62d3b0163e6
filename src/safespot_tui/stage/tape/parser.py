"""From the text of a tape to a `Script`, a line at a time."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from msgspec import structs

from safespot_tui.gateway.protocol import Capability
from safespot_tui.i18n import _
from safespot_tui.stage.tape import keys
from safespot_tui.stage.tape.commands import Command, Press
from safespot_tui.stage.tape.grammar import VERBS, size, times
from safespot_tui.stage.tape.problem import BadStep, BadTape, Problem
from safespot_tui.stage.tape.script import Script, Settings, Step
from safespot_tui.stage.tape.words import Arguments, Token, Word, duration, tokens_of

_HEADERS = ("Set", "Require")
_VERB = re.compile(r"([A-Z][A-Za-z]+)(?:@(.*))?")
_SETTINGS = ("Size", "Locale", "Deadline", "Seed")
_LOCALES = ("en", "es")


def read(path: Path) -> Script:
    """The tape in a file. Raises `BadTape`, `OSError`."""
    try:
        source = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadTape(str(path), [Problem(1, _("This is no text in UTF-8."))]) from None
    return parse(source, str(path))


def parse(source: str, file: str = "tape") -> Script:
    """What a tape says; `file` is what it is called. Raises `BadTape` with all its problems."""
    reader, problems = _Reader(), list[Problem]()
    for number, line in enumerate(source.splitlines(), start=1):
        try:
            reader.take(number, line.strip())
        except BadStep as error:
            problems.append(Problem(number, str(error)))
    if problems:
        raise BadTape(file, problems)
    return Script(file, source, reader.settings, tuple(reader.requires), tuple(reader.steps))


class _Reader:
    """Has taken in the lines so far."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.requires: list[Capability] = []
        self.steps: list[Step] = []
        self._set: set[str] = set()

    def take(self, number: int, line: str) -> None:
        """Take in a line. Raises `BadStep`."""
        tokens = list(tokens_of(line))
        if not tokens:
            return
        match tokens[0]:
            case Word("Set"):
                self._require_beginning("Set")
                self._take_setting(tokens[1:])
            case Word("Require"):
                self._require_beginning("Require")
                self.requires += _capabilities(tokens[1:])
            case _:
                self.steps.append(Step(number, line, _command(tokens)))

    def _require_beginning(self, header: str) -> None:
        if self.steps:
            raise BadStep(
                _("{header} stands at the beginning, before anything is done.").format(
                    header=header
                )
            )

    def _take_setting(self, tokens: list[Token]) -> None:
        words = Arguments(tokens, "Set Size 100x30, Set Locale es, Set Deadline 20s, Set Seed 7")
        what, value = words.word(), words.word()
        words.end()
        if what not in _SETTINGS:
            raise BadStep(
                _("There is no setting “{word}”. There are: {settings}.").format(
                    word=what, settings=", ".join(_SETTINGS)
                )
            )
        if what in self._set:
            raise BadStep(_("{setting} is set already.").format(setting=what))
        self._set.add(what)
        match what:
            case "Size":
                columns, lines = size(value)
                self.settings = structs.replace(self.settings, columns=columns, lines=lines)
            case "Locale":
                if value not in _LOCALES:
                    raise BadStep(
                        _("Nobody here speaks “{word}”. There are: {locales}.").format(
                            word=value, locales=", ".join(_LOCALES)
                        )
                    )
                self.settings = structs.replace(self.settings, locale=value)
            case "Seed":
                if not value.isdigit():
                    raise BadStep(_("“{word}” is no whole number.").format(word=value))
                self.settings = structs.replace(self.settings, seed=int(value))
            case _:
                self.settings = structs.replace(self.settings, deadline=duration(value))


def _capabilities(tokens: Sequence[Token]) -> list[Capability]:
    names = Arguments(list(tokens), "Require CAPABILITY…").words()
    for name in names:
        if name not in tuple(Capability):
            raise BadStep(
                _("No server can do “{word}”. What some can: {capabilities}.").format(
                    word=name, capabilities=", ".join(Capability)
                )
            )
    return [Capability(name) for name in names]


def _command(tokens: list[Token]) -> Command:
    first = tokens.pop(0)
    if not isinstance(first, Word):
        raise BadStep(_("A line begins with what is to be done: Type, Expect, a key, …"))
    match = _VERB.fullmatch(first.value)
    verb = VERBS.get(match[1]) if match else None
    if match is None or verb is None:
        return _key(first.value, tokens)
    if match[2] is not None and not verb.waits:
        raise BadStep(_("{verb} waits for nothing: it takes no time.").format(verb=match[1]))
    arguments = Arguments(tokens, verb.usage)
    command = verb.parse(arguments, None if match[2] is None else duration(match[2]))
    arguments.end()
    return command


def _key(word: str, tokens: list[Token]) -> Command:
    arguments = Arguments(tokens, "Enter, Up 3, Ctrl+K")
    try:
        key = keys.pressed(word)
    except BadStep:
        names = (*VERBS, *_HEADERS, "Enter", "Escape", "Backspace", "PageDown", "PageUp")
        near = get_close_matches(word.partition("@")[0], names, n=1)
        hint = _("Is {name} meant?").format(name=near[0]) if near else ""
        raise BadStep(
            _("“{word}” is neither a command nor a key. {hint}")
            .format(word=word, hint=hint)
            .strip()
        ) from None
    command = Press(key, times(arguments.word()) if arguments else 1)
    arguments.end()
    return command
