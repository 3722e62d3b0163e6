"""Options that put instruments around the full-screen client."""

from pathlib import Path

import pytest

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.instruments import (
    attending,
    control_place,
    instruments_for,
    require_place_for_instruments,
)
from safespot_tui.cli.parser import parse
from safespot_tui.config.profiles import Profile

PROFILE = Profile("default", "https://chat.example.org", "", "u-me", "Ana")


def test_who_asks_for_none_has_none():
    options = parse([])
    assert instruments_for(options, PROFILE) is None
    assert control_place(options) is None
    assert attending(None, None) is None


@pytest.mark.parametrize("option", [["--inspect"], ["--control", "x"], ["--fault-seed", "3"]])
def test_they_come_with_whatever_needs_them(option: list[str]):
    instruments = instruments_for(parse(option), PROFILE)
    assert instruments is not None
    assert not instruments.faults.allowed


def test_a_test_server_always_has_them():
    staging = Profile("default", "https://chat.example.org", "", "u-me", "Ana", staging=True)
    assert instruments_for(parse([]), staging) is not None


def test_knobs_are_turned_before_anything_crosses():
    options = parse(["--faults", "drop frames 0.2; skew +90s", "--fault-seed", "7"])
    instruments = instruments_for(options, None)
    assert instruments is not None
    assert list(map(str, instruments.faults.knobs)) == ["drop frames 0.2", "skew +90s"]
    assert instruments.faults.seed == 7
    # Who wrote it meant it, whatever server it is; so for the one after the next log-in.
    instruments.faults.meet("https://chat.example.org", staging=False)
    assert instruments.faults.knobs


def test_another_server_is_not_disturbed_because_the_last_one_could_be():
    instruments = instruments_for(parse(["--inspect"]), None)
    assert instruments is not None
    instruments.faults.meet("http://127.0.0.1:3000", staging=False)
    instruments.faults.order("drop frames 0.2")
    instruments.faults.meet("https://chat.example.org", staging=False)
    assert not instruments.faults.allowed
    assert instruments.faults.knobs == ()


def test_they_may_stand_behind_demo_too():
    options = parse(["demo", "--faults", "heal", "--control", "x"])
    assert (options.faults, options.control, options.inspect) == ("heal", "x", False)
    assert parse(["--control", "x", "demo"]).control == "x"
    require_place_for_instruments(options)


def test_what_is_wrong_is_said_before_anything_is_drawn(tmp_path: Path):
    tmp_path.chmod(0o777)
    for refused in (
        lambda: instruments_for(parse(["--faults", "dorp"]), None),
        lambda: control_place(parse(["--control", str(tmp_path / "control")])),
        lambda: require_place_for_instruments(parse(["--linear", "--control", "x"])),
        lambda: require_place_for_instruments(parse(["--faults", "heal", "inbox"])),
    ):
        with pytest.raises(CommandFailed) as failure:
            refused()
        assert failure.value.code is ExitCode.USAGE
