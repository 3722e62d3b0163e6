"""How each command is written: its usage, and what is made of what stands behind its name."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from safespot_tui.i18n import _
from safespot_tui.instruments.faults.reading import BadKnob, orders
from safespot_tui.stage.tape.commands import (
    As,
    Close,
    Command,
    Do,
    Expect,
    ExpectHealthy,
    ExpectNot,
    ExpectStore,
    ExpectSynced,
    Fault,
    GivenDm,
    GivenGroup,
    GivenMessages,
    Heal,
    Open,
    Operator,
    Paste,
    Place,
    Resize,
    Restart,
    Role,
    Screenshot,
    Server,
    ServerOrder,
    Sleep,
    Type,
    Wait,
)
from safespot_tui.stage.tape.problem import BadStep
from safespot_tui.stage.tape.words import Arguments, Regex, Text, duration

Seconds = float | None

_MOST = 1000
"""Of what is written or pressed at once."""


class Verb(Struct, frozen=True):
    """One command."""

    usage: str
    parse: Callable[[Arguments, Seconds], Command]
    waits: bool = False
    """Whether a deadline may be written behind its name: `Expect@30s`."""


def _as(words: Arguments, _seconds: Seconds) -> Command:
    return As(role(words.word()))


def _close(words: Arguments, _seconds: Seconds) -> Command:
    return Close(role(words.word()))


def _restart(words: Arguments, _seconds: Seconds) -> Command:
    return Restart(role(words.word()))


def _type(words: Arguments, _seconds: Seconds) -> Command:
    return Type(words.text())


def _paste(words: Arguments, _seconds: Seconds) -> Command:
    return Paste(words.text())


def _do(words: Arguments, _seconds: Seconds) -> Command:
    return Do(words.word(), words.text() if words else "")


def _open(words: Arguments, seconds: Seconds) -> Command:
    return Open(words.text(), seconds)


def _resize(words: Arguments, _seconds: Seconds) -> Command:
    return Resize(*size(words.word()))


def _screenshot(words: Arguments, _seconds: Seconds) -> Command:
    return Screenshot(words.word())


def _given(words: Arguments, _seconds: Seconds) -> Command:
    match words.word():
        case "dm":
            return GivenDm((name(words.word()), name(words.word())))
        case "group":
            return GivenGroup(words.text(), tuple(name(word) for word in words.words()))
        case "messages":
            return GivenMessages(
                name(words.word()), words.text(), words.text(), _times(words.number(1))
            )
        case _:
            raise words.misused()


def _server(words: Arguments, _seconds: Seconds) -> Command:
    word = words.word()
    if word not in tuple(ServerOrder):
        raise words.misused()
    return Server(ServerOrder(word))


def _fault(words: Arguments, _seconds: Seconds) -> Command:
    order = words.rest()
    try:
        orders(order)
    except BadKnob as error:
        raise BadStep(str(error)) from error
    return Fault(order)


def _heal(_words: Arguments, _seconds: Seconds) -> Command:
    return Heal()


def _sleep(words: Arguments, _seconds: Seconds) -> Command:
    return Sleep(duration(words.word()))


def _wait(words: Arguments, seconds: Seconds) -> Command:
    return Wait(words.pattern(), _place(words), seconds)


def _expect(words: Arguments, seconds: Seconds) -> Command:
    count = words.number(-1)
    return Expect(words.pattern(), None if count < 0 else count, _place(words), seconds)


def _expect_not(words: Arguments, seconds: Seconds) -> Command:
    return ExpectNot(words.pattern(), _place(words), seconds)


def _expect_store(words: Arguments, seconds: Seconds) -> Command:
    table, subjects = words.word(), list[str]()
    while words.has_text():
        subjects.append(words.text())
    field, operator = words.word(), words.word()
    if operator not in tuple(Operator):
        raise BadStep(
            _("“{word}” is no comparison. There are: {operators}.").format(
                word=operator, operators=" ".join(Operator)
            )
        )
    match words.next():
        case Text(value) | Regex(value):
            pass
        case word:
            value = word.value
    return ExpectStore(table, tuple(subjects), field, Operator(operator), value, seconds)


def _expect_synced(_words: Arguments, seconds: Seconds) -> Command:
    return ExpectSynced(seconds)


def _expect_healthy(_words: Arguments, _seconds: Seconds) -> Command:
    return ExpectHealthy()


VERBS: Mapping[str, Verb] = {
    "As": Verb("As NAME, As NAME@DEVICE, As NAME/2", _as),
    "Close": Verb("Close NAME", _close),
    "Restart": Verb("Restart NAME", _restart),
    "Type": Verb('Type "TEXT"', _type),
    "Paste": Verb('Paste "TEXT"', _paste),
    "Do": Verb('Do ACTION, Do ACTION "WORDS"', _do),
    "Open": Verb('Open "CONVERSATION"', _open, waits=True),
    "Resize": Verb("Resize 100x30", _resize),
    "Screenshot": Verb("Screenshot NAME", _screenshot),
    "Given": Verb(
        'Given dm NAME NAME, Given group "TITLE" NAME NAME…, '
        'Given messages NAME "CONVERSATION" "TEXT" [COUNT]',
        _given,
    ),
    "Server": Verb("Server stop, Server start, Server restart", _server),
    "Fault": Verb("Fault drop frames 0.2", _fault),
    "Heal": Verb("Heal", _heal),
    "Sleep": Verb("Sleep 500ms", _sleep),
    "Wait": Verb('Wait /REGEX/ [in PLACE], Wait "TEXT" [in PLACE]', _wait, waits=True),
    "Expect": Verb('Expect [COUNT] "TEXT" [in PLACE], Expect [COUNT] /REGEX/', _expect, waits=True),
    "ExpectNot": Verb('ExpectNot "TEXT" [in PLACE], ExpectNot /REGEX/', _expect_not, waits=True),
    "ExpectStore": Verb('ExpectStore TABLE ["WHICH"] FIELD == VALUE', _expect_store, waits=True),
    "ExpectSynced": Verb("ExpectSynced", _expect_synced, waits=True),
    "ExpectHealthy": Verb("ExpectHealthy", _expect_healthy),
}
"""By name. What is none of these is a key."""


def name(word: str) -> str:
    """Somebody of the cast. Raises `BadStep`."""
    if not (word.isidentifier() and word[0].isupper()):
        raise BadStep(
            _("“{word}” is no name: one such as Ana begins with a capital letter.").format(
                word=word
            )
        )
    return word


def role(word: str) -> Role:
    """One of somebody's clients. Raises `BadStep`."""
    rest, slash, window = word.partition("/")
    who, at, device = rest.partition("@")
    if (slash and not window.isdigit()) or (at and not device.isidentifier()):
        raise BadStep(
            _("“{word}” is nobody: write Ana, Ana@phone, or Ana/2 for a second window.").format(
                word=word
            )
        )
    return Role(name(who), device, int(window) if slash else 1)


def size(word: str) -> tuple[int, int]:
    """Columns and lines. Raises `BadStep`."""
    columns, _x, lines = word.partition("x")
    if not (columns.isdigit() and lines.isdigit()):
        raise BadStep(
            _("“{word}” is no size: write columns and lines, as in 100x30.").format(word=word)
        )
    if not (10 <= int(columns) <= 500 and 4 <= int(lines) <= 200):
        raise BadStep(_("No terminal is as small, or as large, as {word}.").format(word=word))
    return int(columns), int(lines)


def times(word: str) -> int:
    """How often a key is pressed. Raises `BadStep`."""
    if not word.isdigit():
        raise BadStep(
            _("Behind a key stands how often it is pressed, as in Up 3; not “{word}”.").format(
                word=word
            )
        )
    return _times(int(word))


def _times(number: int) -> int:
    if not 1 <= number <= _MOST:
        raise BadStep(_("{number} is out of reach: 1 to {most}.").format(number=number, most=_MOST))
    return number


def _place(words: Arguments) -> Place:
    if not words.has("in"):
        return Place.SCREEN
    word = words.word()
    if word not in tuple(Place):
        raise BadStep(
            _("“{word}” is no part of the screen. There are: {places}.").format(
                word=word, places=", ".join(Place)
            )
        )
    return Place(word)
