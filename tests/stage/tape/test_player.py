"""Tapes that are played against servers, and what comes of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from safespot_tui import i18n
from safespot_tui.instruments.trace.finding import Fault
from safespot_tui.instruments.trace.wording import fault_in_words
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.own_server import OwnServer
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Skipped,
    StepStatus,
    TapeOutcome,
    Unreadable,
)
from safespot_tui.stage.tape.parser import parse
from safespot_tui.stage.tape.player import play
from safespot_tui.tui.screens.main import MainScreen
from tests.broken_server.proxy import broken
from tests.broken_server.switch import Switch

TWO_PEOPLE = """
Set Size 100x30
Given dm Ana Beto
As Ana
Open "$Beto"
Type "hola, $Beto"
Enter
Expect 1 "hola, $Beto" in timeline
Expect "Write a message" in composer
ExpectNot "Write a message" in timeline
ExpectNot "online" in inbox
Expect "online" in header
As Beto
Expect "hola, $Beto" in inbox
ExpectStore conversations.detail "$Ana" unread == 1
Open "$Ana"
ExpectStore conversations.detail "$Ana" unread == 0
As Ana
ExpectStore messages.detail "hola, $Beto" delivery == read
ExpectStore messages.detail "hola, $Beto" count == 1
ExpectStore outbox count == 0
ExpectStore connection state == live
ExpectSynced
"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[OwnServer]:
    server = OwnServer(tmp_path)
    await server.start()
    yield server
    await server.stop()


async def played(source: str, server: OwnServer, folder: Path) -> TapeOutcome:
    folder = folder / "clients"
    folder.mkdir()
    cast = Cast(server.url, {}, may_register=True)
    return await play(parse(source, "a.tape"), cast, folder, server=server)


async def test_two_people_play_against_a_server(server: OwnServer, tmp_path: Path) -> None:
    outcome = await played(TWO_PEOPLE, server, tmp_path)
    assert outcome.result == Passed()
    assert {step.status for step in outcome.steps} == {StepStatus.DONE}
    assert {step.client for step in outcome.steps} == {"", "Ana", "Beto"}


async def test_what_is_typed_while_the_server_is_away_is_kept_and_sent(
    server: OwnServer, tmp_path: Path
) -> None:
    outcome = await played(
        """
        Given group "Cuadra" Ana Beto
        Given messages Beto "Cuadra" "dicho" 3
        As Ana
        Open "Cuadra"
        Expect "dicho 3" in timeline
        Server stop
        Paste "sin red"
        Enter
        ExpectStore outbox count == 1
        ExpectStore messages.detail "sin red" delivery == pending
        Restart Ana
        ExpectStore outbox kinds contains "SendMessage"
        Server start
        ExpectStore@30s messages.detail "sin red" delivery >= sent
        As Ana/2
        Open "Cuadra"
        Expect 1 "sin red" in timeline
        Close Ana
        As Ana@phone
        ExpectStore conversations.messages "Cuadra" contents matches /sin red$/
        """,
        server,
        tmp_path,
    )
    assert outcome.result == Passed()


async def test_a_step_that_fails_is_told_with_all_that_can_be_known(
    server: OwnServer, tmp_path: Path
) -> None:
    outcome = await played(
        """
        Given dm Ana Beto
        As Beto
        As Ana
        Open "$Beto"
        Screenshot before
        Expect@100ms "nadie dijo esto"
        Enter
        """,
        server,
        tmp_path,
    )
    assert isinstance(outcome.result, Failed)
    assert outcome.result.sentence == (
        "“nadie dijo esto” is not on the screen of Ana (screen) within 0.1 s."
    )
    step = outcome.failing_step
    assert step is not None
    assert (step.line, step.text) == (7, 'Expect@100ms "nadie dijo esto"')
    assert [screen.client for screen in step.screens] == ["Beto", "Ana"]
    assert all("<svg" in screen.svg and screen.text for screen in step.screens)
    assert [witness.client for witness in outcome.result.witnesses] == ["Beto", "Ana"]
    assert [witness.differences for witness in outcome.result.witnesses] == [(), ()]
    assert [one.status for one in outcome.steps][-3:] == [
        StepStatus.DONE,
        StepStatus.FAILED,
        StepStatus.NOT_REACHED,
    ]
    assert [screen.title for screen in outcome.steps[-3].screens] == ["before"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("ExpectNot@100ms /./", "/./ is still on the screen of Ana (screen)"),
        ('Expect@100ms 7 "SafeSpot"', " times, not 7 times, on the screen of Ana (screen)"),
        ('Do app.help\nExpect@100ms "x" in inbox', "for Ana has no inbox on the screen: something"),
        ('Open@100ms "$Ana"', "Ana has no conversation “Ana-"),
        ("ExpectStore@100ms outbox count > 0", "outbox count is “0”, not > “0” within 0.1 s."),
        ('ExpectStore@100ms users "x" online == true', "Ana knows of no such thing within 0.1 s"),
        ('Given messages Ana "x" "y"', "Ana has no conversation “x”: make it with Given before."),
        ("Do app.quit\nEnter", "has ended"),
    ],
)
async def test_what_is_not_so_is_said(
    line: str, sentence: str, server: OwnServer, tmp_path: Path
) -> None:
    outcome = await played(f"As Ana\n{line}\nExpectSynced", server, tmp_path)
    assert isinstance(outcome.result, Failed)
    assert sentence in outcome.result.sentence


async def test_a_line_is_disturbed_and_healed(server: OwnServer, tmp_path: Path) -> None:
    outcome = await played(
        """
        Set Seed 7
        Given dm Ana Beto
        As Ana
        Open "$Beto"
        As Beto
        Open "$Ana"
        Fault drop frames all
        As Ana
        Type "a lost one"
        Enter
        ExpectStore messages.detail "a lost one" delivery == sent
        As Beto
        ExpectNot "a lost one"
        Heal
        Fault cut streams now
        Expect "a lost one" in timeline
        ExpectSynced
        ExpectHealthy
        """,
        server,
        tmp_path,
    )
    assert outcome.result == Passed()


async def test_what_a_client_missed_is_a_difference(server: OwnServer, tmp_path: Path) -> None:
    outcome = await played(
        """
        Given dm Ana Beto
        As Beto
        Fault drop frames all
        As Ana
        Open "$Beto"
        Type "a lost one"
        Enter
        ExpectStore messages.detail "a lost one" delivery == sent
        As Beto
        ExpectSynced@100ms
        """,
        server,
        tmp_path,
    )
    assert isinstance(outcome.result, Failed)
    assert outcome.result.sentence.startswith("What Beto knows and what the server tells differ in")
    ana, beto = sorted(outcome.result.witnesses, key=lambda one: one.client)
    assert (ana.differences, bool(beto.differences)) == ((), True)


async def test_a_line_that_may_not_be_disturbed_skips_a_tape(tmp_path: Path) -> None:
    script = parse("As Ana\nFault drop frames all\nExpectSynced")
    outcome = await play(script, Cast("http://127.0.0.1:1", {}, may_register=False), tmp_path)
    assert isinstance(outcome.result, Skipped)
    assert "is not marked as one to test with" in outcome.result.reason


async def test_a_broken_server_is_named(server: OwnServer, tmp_path: Path) -> None:
    source = """
        Given dm Ana Beto
        As Ana
        Open "$Beto"
        Type "marca"
        Enter
        ExpectStore messages.detail "marca" delivery >= sent
        Type "otra"
        Enter
        ExpectStore messages.detail "otra" delivery >= sent
        ExpectHealthy
        """
    async with broken(server.url, Switch.WITHHOLDS_ECHO, "marca") as proxy:
        cast = Cast(proxy.url, {}, may_register=True)
        outcome = await play(parse(source), cast, tmp_path)
    assert isinstance(outcome.result, Failed)
    assert fault_in_words(Fault.NO_ECHO) in outcome.result.sentence
    (witness,) = outcome.result.witnesses
    assert [finding.fault for finding in witness.findings] == [Fault.NO_ECHO]


async def test_a_client_that_breaks_is_told_with_what_broke_it(
    server: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_main: MainScreen) -> None:
        raise ZeroDivisionError("by mistake")

    monkeypatch.setattr(MainScreen, "begin_tour", breaks)
    outcome = await played("As Ana\nDo app.tour\nExpectSynced", server, tmp_path)
    assert isinstance(outcome.result, Failed)
    assert outcome.failing_step is not None
    assert outcome.failing_step.line == 2
    assert "Ana's client came to harm: " in outcome.result.sentence
    assert "ZeroDivisionError('by mistake')" in outcome.result.sentence


async def test_a_tape_speaks_its_own_language(server: OwnServer, tmp_path: Path) -> None:
    source = 'Set Locale es\nAs Ana\nDo app.help\nExpect "Ayuda"\nExpect@100ms "Help"'
    outcome = await played(source, server, tmp_path)
    assert isinstance(outcome.result, Failed)
    # The tape is in Spanish, the report is not.
    assert outcome.result.sentence.startswith("“Help” is not on the screen")
    assert i18n.language() == "en"


async def test_what_the_server_cannot_do_skips_a_tape(server: OwnServer, tmp_path: Path) -> None:
    outcome = await played('Require reports\nAs Ana\nExpect "x"', server, tmp_path)
    assert outcome.result == Skipped("This server does not offer: reports.")
    assert outcome.steps[0].status is StepStatus.NOT_REACHED


async def test_a_server_that_is_not_the_tapes_own_is_not_stopped(tmp_path: Path) -> None:
    script = parse('As Ana\nServer stop\nExpect "x"')
    outcome = await play(script, Cast("http://127.0.0.1:1", {}, may_register=False), tmp_path)
    assert isinstance(outcome.result, Skipped)


async def test_who_has_no_account_skips_a_tape(tmp_path: Path) -> None:
    script = parse('As Ana\nExpect "x"')
    outcome = await play(script, Cast("http://127.0.0.1:1", {}, may_register=False), tmp_path)
    assert outcome.result == Skipped(
        "Nobody plays Ana: give them an account with --as Ana=PROFILE."
    )


async def test_what_cannot_be_played_is_not(tmp_path: Path) -> None:
    outcome = await play(
        parse("As Ana"), Cast("http://127.0.0.1:1", {}, may_register=False), tmp_path
    )
    assert isinstance(outcome.result, Unreadable)
    assert outcome.result.line == 1
