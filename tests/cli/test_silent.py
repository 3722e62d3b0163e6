"""A command tells nobody that the user is here, where that is wanted."""

import pytest

from safespot_tui.archive.silent_mark import SilentMark
from safespot_tui.cli.account import is_silent
from safespot_tui.cli.parser import parse
from safespot_tui.config.locations import archive_path, settings_path


@pytest.mark.parametrize(
    ("arguments", "silent"),
    [
        (["tail"], False),
        (["tail", "--silent"], True),
        (["--silent", "tail"], True),
        (["linear", "--silent"], True),
        (["--silent"], True),
        (["history", "Plaza", "--silent"], True),
        (["inbox"], False),
    ],
)
def test_it_is_said_before_or_after_the_command(own_home, arguments, silent) -> None:
    assert is_silent(parse(arguments)) is silent


def test_the_account_is_or_the_settings_say_so(own_home) -> None:
    folder = archive_path("default").parent
    folder.mkdir(parents=True)
    mark = SilentMark(folder)
    mark.set()
    assert is_silent(parse(["tail"]))
    assert not is_silent(parse(["--profile", "other", "tail"]))
    mark.clear({})
    assert not is_silent(parse(["tail"]))
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("silent = true\n")
    assert is_silent(parse(["tail"]))
