"""How much a command prints at most."""

import pytest

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.parser import command, parse

WHO_TAKE_IT = [["history", "a"], ["search", "a"], ["audit"]]


@pytest.mark.parametrize("arguments", WHO_TAKE_IT)
def test_what_takes_a_limit_has_one_and_refuses_to_print_nothing(arguments: list[str]) -> None:
    assert parse(arguments).limit == 50
    none = parse([*arguments, "--limit", "0"])
    with pytest.raises(CommandFailed, match="must be 1 or more") as failed:
        command(arguments[0]).run(none)
    assert failed.value.code is ExitCode.USAGE
