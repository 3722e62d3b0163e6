"""From the text of a tape to what it says, and what is said of what cannot be read."""

import pytest

from safespot_tui.gateway.protocol import Capability
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
    Pattern,
    Place,
    Press,
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
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.problem import BadTape
from safespot_tui.stage.tape.script import Settings


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("As Ana", As(Role("Ana"))),
        ("As Ana/2", As(Role("Ana", window=2))),
        ("As Ana@phone/2", As(Role("Ana", "phone", 2))),
        ("Close Ana", Close(Role("Ana"))),
        ("Restart Ana", Restart(Role("Ana"))),
        ('Type "a # b"   # said', Type("a # b")),
        (r'Type "\"sí\"\n\\"', Type('"sí"\n\\')),
        ('Paste "uno\\ndos"', Paste("uno\ndos")),
        ("Enter", Press("enter")),
        ("Up 3", Press("up", 3)),
        ("Ctrl+K", Press("ctrl+k")),
        ("Alt+Shift+T", Press("alt+shift+t")),
        ("Shift+Tab", Press("shift+tab")),
        ("F2", Press("f2")),
        ("PageDown 2", Press("pagedown", 2)),
        ("?", Press("?")),
        ("/", Press("/")),
        ("R", Press("R")),
        ("Do conversation.next_unread", Do("conversation.next_unread")),
        ('Do conversation.mute "8h"', Do("conversation.mute", "8h")),
        ('Open "$Beto"', Open("$Beto")),
        ('Open@2s "Cuadra"', Open("Cuadra", 2.0)),
        ("Resize 60x20", Resize(60, 20)),
        ("Screenshot inbox", Screenshot("inbox")),
        ("Given dm Ana Beto", GivenDm(("Ana", "Beto"))),
        ('Given group "La cuadra" Ana Beto', GivenGroup("La cuadra", ("Ana", "Beto"))),
        ('Given messages Ana "$Beto" "hola"', GivenMessages("Ana", "$Beto", "hola")),
        ('Given messages Ana "C" "hola" 30', GivenMessages("Ana", "C", "hola", 30)),
        ("Server restart", Server(ServerOrder.RESTART)),
        ("Fault drop frames 0.2 of /chat/", Fault("drop frames 0.2 of /chat/")),
        ("Heal", Heal()),
        ("Sleep 500ms", Sleep(0.5)),
        ("Wait /uno|dos/", Wait(Pattern("uno|dos", is_regex=True))),
        (r"Wait@1m /a\/b/", Wait(Pattern("a/b", is_regex=True), seconds=60.0)),
        ('Expect "hola"', Expect(Pattern("hola"))),
        ('Expect 1 "hola" in timeline', Expect(Pattern("hola"), 1, Place.TIMELINE)),
        ('Expect@2s 0 "hola"', Expect(Pattern("hola"), 0, seconds=2.0)),
        ('ExpectNot "chau" in inbox', ExpectNot(Pattern("chau"), Place.INBOX)),
        (
            'ExpectStore messages.detail "hola" delivery == read',
            ExpectStore("messages.detail", ("hola",), "delivery", Operator.EQUAL, "read"),
        ),
        (
            'ExpectStore@3s members "Cuadra" "$Ana" role != owner',
            ExpectStore("members", ("Cuadra", "$Ana"), "role", Operator.UNEQUAL, "owner", 3.0),
        ),
        (
            "ExpectStore outbox kinds matches /Send.*/",
            ExpectStore("outbox", (), "kinds", Operator.MATCHES, "Send.*"),
        ),
        ("ExpectSynced", ExpectSynced()),
        ("ExpectHealthy", ExpectHealthy()),
    ],
)
def test_a_line_is_a_command(line: str, command: Command) -> None:
    (step,) = parse(f"\n# first\n  {line}  \n").steps
    assert step.command == command
    assert (step.line, step.text) == (3, line)


def test_settings_and_needs_stand_before_the_steps() -> None:
    script = parse(
        "Set Size 100x30\nSet Locale es\nSet Deadline 20s\nSet Seed 7\nRequire groups mute\n"
    )
    assert script.settings == Settings(columns=100, lines=30, locale="es", deadline=20.0, seed=7)
    assert script.needs == (Capability.GROUPS, Capability.MUTE)


def test_what_is_given_implies_what_the_server_must_be_able_to_do() -> None:
    assert parse('Given group "Cuadra" Ana Beto').needs == (Capability.GROUPS,)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Tpye", "“Tpye” is neither a command nor a key. Is Type meant?"),
        ("Ctrl+Foo", "“Ctrl+Foo” is neither a command nor a key."),
        ('"hola"', "A line begins with what is to be done: Type, Expect, a key, …"),
        ("Type hola", 'This is written so: Type "TEXT"'),
        ('Type "hola', 'A text does not end: it begins and ends with a ".'),
        (r'Type "\q"', r'"\q" is no text: “\” goes before n, t, ", \ or u1234.'),
        ("Enter Enter", "Behind a key stands how often it is pressed, as in Up 3; not “Enter”."),
        ("Up 0", "0 is out of reach: 1 to 1000."),
        ("Sleep 5", "“5” is no duration; one such as 500ms, 2s or 1m is expected."),
        ("Wait@11m /x/", "11m is out of reach: more than nothing and at most 10 minutes."),
        ('Type@2s "hola"', "Type waits for nothing: it takes no time."),
        ("As ana", "“ana” is no name: one such as Ana begins with a capital letter."),
        (
            "As Ana/two",
            "“Ana/two” is nobody: write Ana, Ana@phone, or Ana/2 for a second window.",
        ),
        ("Resize big", "“big” is no size: write columns and lines, as in 100x30."),
        ("Resize 1x1", "No terminal is as small, or as large, as 1x1."),
        ("Server hup", "This is written so: Server stop, Server start, Server restart"),
        (
            'Expect "hola" in attic',
            "“attic” is no part of the screen. "
            "There are: screen, inbox, header, timeline, composer.",
        ),
        (
            "ExpectStore outbox count = 0",
            "“=” is no comparison. There are: == != < <= > >= contains matches.",
        ),
        ("Set Seed x", "“x” is no whole number."),
        ("Fault", "This is written so: Fault drop frames 0.2"),
        ("Heal now", "This is written so: Heal"),
        (
            "Set Colour red",
            "There is no setting “Colour”. There are: Size, Locale, Deadline, Seed.",
        ),
        ("Set Locale fr", "Nobody here speaks “fr”. There are: en, es."),
        ("Enter\nSet Locale es", "Set stands at the beginning, before anything is done."),
        ("Set Locale es\nSet Locale es", "Locale is set already."),
    ],
)
def test_a_line_that_says_nothing_is_told_with_what_to_do(line: str, sentence: str) -> None:
    with pytest.raises(BadTape) as raised:
        parse(line, "a.tape")
    assert str(raised.value) == f"a.tape:{len(line.splitlines())}: {sentence}"


def test_an_unknown_capability_is_told_with_those_that_there_are() -> None:
    with pytest.raises(BadTape, match=r"“flight”\. What some can: groups, "):
        parse("Require flight")


def test_an_unknown_knob_is_told_with_those_that_there_are() -> None:
    with pytest.raises(BadTape, match=r"no fault knob “lose frames”\. There are: drop, "):
        parse("Fault lose frames")


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(BadTape) as raised:
        parse("Foo\nEnter\nSleep\n")
    assert [problem.line for problem in raised.value.problems] == [1, 3]
