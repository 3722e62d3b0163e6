"""What can be said of a tape without playing it."""

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from enum import StrEnum

from safespot_tui.actions.registry import ACTIONS
from safespot_tui.i18n import _
from safespot_tui.stage.tape.alias import compiled, spoken_of
from safespot_tui.stage.tape.commands import (
    EXPECTATIONS,
    As,
    Close,
    Command,
    Do,
    Expect,
    ExpectNot,
    ExpectStore,
    GivenDm,
    GivenGroup,
    GivenMessages,
    Operator,
    Pattern,
    Restart,
    Role,
    Screenshot,
    Server,
    ServerOrder,
    Sleep,
    Type,
    Wait,
)
from safespot_tui.stage.tape.problem import Problem
from safespot_tui.stage.tape.script import Script
from safespot_tui.stage.tape.state import COUNT, type_of
from safespot_tui.stage.tape.tables import TABLES

_ORDERED = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)
MOST_NAMES = 40
"""Of what there is instead, that are told."""
_FILE_NAME = re.compile(r"[\w.-]+")


def problems_of(script: Script) -> tuple[Problem, ...]:
    """All that is wrong with it, by line."""
    linter = _Linter(script)
    found = [
        Problem(step.line, sentence)
        for step in script.steps
        for sentence in linter.look(step.command)
    ]
    if not any(isinstance(step.command, EXPECTATIONS) for step in script.steps):
        last = script.steps[-1].line if script.steps else 1
        found.append(
            Problem(last, _("Nothing is expected, so it cannot fail: end it with an Expect."))
        )
    return tuple(found)


class _Linter:
    """Goes through a tape, and knows who is there by then."""

    def __init__(self, script: Script) -> None:
        self._names = set(script.names)
        self._open = set[Role]()
        self._known = set[Role]()
        self._current: Role | None = None
        self._shots = set[str]()
        self._server_is_up = True

    def look(self, command: Command) -> Iterator[str]:
        """What is wrong with a step, as sentences."""
        yield from self._people(command)
        if not self._known and not _needs_nobody(command):
            yield _("Nobody is there yet to do this: begin with As NAME.")
        elif self._current not in self._open and not _needs_nobody(command):
            yield _("{name} was closed: bring somebody in with As NAME.").format(name=self._current)
        match command:
            case Do():
                yield from _action(command)
            case Type(text):
                if not text.isprintable():
                    yield _("Type has keys for what can be printed: write Enter, Tab, or Paste.")
            case Wait(pattern=pattern) | Expect(pattern=pattern) | ExpectNot(pattern=pattern):
                yield from _pattern(pattern, self._names)
            case ExpectStore():
                yield from _expected(command)
            case Screenshot(name):
                if not _FILE_NAME.fullmatch(name):
                    yield _("“{name}” cannot be the name of a file.").format(name=name)
                if name in self._shots:
                    yield _("There is a screenshot “{name}” already.").format(name=name)
                self._shots.add(name)
            case Server(order):
                yield from self._server(order)
            case _:
                pass

    def _people(self, command: Command) -> Iterator[str]:
        for name in spoken_of(command):
            if name not in self._names:
                yield _(
                    "Nobody plays {name}: bring them in with As {name} or Given. "
                    "For the sign itself write $$."
                ).format(name=name)
        match command:
            case As(role):
                self._enter(role)
            case Restart(role):
                if role not in self._known:
                    yield _("{name} was never there: begin with As {name}.").format(name=role)
                self._enter(role)
            case Close(role):
                if role not in self._open:
                    yield _("{name} is not there, so nothing can be closed.").format(name=role)
                self._open.discard(role)
            case GivenDm(names) | GivenGroup(names=names):
                if len(set(names)) != len(names):
                    yield _("Somebody is named twice.")
            case _:
                pass

    def _enter(self, role: Role) -> None:
        self._known.add(role)
        self._open.add(role)
        self._current = role

    def _server(self, order: ServerOrder) -> Iterator[str]:
        if order is ServerOrder.START and self._server_is_up:
            yield _("The server runs already.")
        if order is not ServerOrder.START and not self._server_is_up:
            yield _("The server does not run: start it first.")
        self._server_is_up = order is not ServerOrder.STOP


def _needs_nobody(command: Command) -> bool:
    return isinstance(
        command, As | Close | Restart | GivenDm | GivenGroup | GivenMessages | Server | Sleep
    )


def _action(command: Do) -> Iterator[str]:
    action = ACTIONS.get(command.action_id)
    if action is None:
        yield _unknown(command.action_id, ACTIONS, _("There is no action “{word}”."))
    elif command.words and action.on_words is None:
        yield _("{action} takes no words behind it.").format(action=action.id)


def _pattern(pattern: Pattern, names: Collection[str]) -> Iterator[str]:
    try:
        compiled(pattern, {name: name for name in names})
    except re.error as error:
        yield _bad_regex(pattern.source, error)
    except KeyError:
        # A name that nobody plays, which is said already.
        return
    if not pattern.source:
        yield _("An empty text is on every screen.")


def _expected(command: ExpectStore) -> Iterator[str]:
    table = TABLES.get(command.table)
    if table is None:
        yield _unknown(command.table, TABLES, _("There is no table “{word}”."))
        return
    if not table.least <= len(command.subjects) <= len(table.about):
        about = " ".join(f'"{one}"' for one in table.about)
        usage = f"ExpectStore {command.table} {about}".rstrip()
        yield _("This is written so: {usage}").format(usage=f"{usage} FIELD == VALUE")
        return
    if command.field != COUNT and command.field not in table.fields:
        yield _unknown(
            command.field,
            (COUNT, *sorted(table.fields)),
            _("{table} has no field “{word}”."),
            table=command.table,
        )
        return
    yield from _value(command, type_of(table, command.field))


def _value(command: ExpectStore, kind: type) -> Iterator[str]:
    value, operator = command.value, command.operator
    if operator is Operator.MATCHES:
        try:
            re.compile(value)
        except re.error as error:
            yield _bad_regex(value, error)
    elif operator is Operator.CONTAINS:
        return
    elif operator in _ORDERED and kind in (bool, str):
        yield _("Of {field} there is no more and no less: write == or !=.").format(
            field=command.field
        )
    elif issubclass(kind, bool) and value not in ("true", "false", "none"):
        yield _("{field} is true or false, never “{value}”.").format(
            field=command.field, value=value
        )
    elif kind is int and not value.lstrip("-").isdigit():
        yield _("{field} is a number, never “{value}”.").format(field=command.field, value=value)
    elif issubclass(kind, StrEnum) and value not in (*kind, "none"):
        yield _("{field} is never “{value}”. It is one of: {values}.").format(
            field=command.field, value=value, values=", ".join(kind)
        )


def _bad_regex(source: str, error: re.error) -> str:
    return _("/{source}/ is no regular expression: {reason}.").format(
        source=source, reason=error.msg
    )


def _unknown(word: str, known: Collection[str], sentence: str, **more: str) -> str:
    near = get_close_matches(word, known, n=3) or ([] if len(known) > MOST_NAMES else list(known))
    there_are = _("There are: {names}.").format(names=", ".join(near)) if near else ""
    return f"{sentence.format(word=word, **more)} {there_are}".rstrip()
