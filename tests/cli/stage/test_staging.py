"""Nothing is done to a server that nobody has marked as one to test with."""

import argparse
from pathlib import Path

import pytest
from msgspec import structs

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.cli.main import main
from safespot_tui.cli.stage.staging import staging_profile
from safespot_tui.config.profiles import Profile, save_profile

PROFILE = Profile("real", "https://chat.example", "v@example.org", "u-vera", "Vera")


def asked(*, before: str = "default", behind: str | None = None) -> argparse.Namespace:
    return argparse.Namespace(profile=before, stage_profile=behind)


def test_a_server_that_is_not_marked_is_left_alone(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_profile(PROFILE)
    assert main(["stage", "load", "--profile", "real"]) == ExitCode.USAGE
    said = capsys.readouterr().err
    assert said.startswith("“real” is not marked as a test server, so nothing is done to it.")
    assert "--profile real login --server https://chat.example --staging" in said


def test_one_that_is_marked_may_be_used(own_home: Path) -> None:
    marked = structs.replace(PROFILE, name="staging", staging=True)
    save_profile(marked)
    assert staging_profile(asked(behind="staging")) == marked
    assert staging_profile(asked(before="staging")) == marked


def test_without_a_profile_the_server_is_an_own_one(own_home: Path) -> None:
    save_profile(structs.replace(PROFILE, name="default"))
    assert staging_profile(asked()) is None
    with pytest.raises(CommandFailed):
        staging_profile(asked(behind="default"))


def test_a_profile_that_is_not_there_is_told(own_home: Path) -> None:
    with pytest.raises(CommandFailed) as failure:
        staging_profile(asked(behind="nobody"))
    assert failure.value.code is ExitCode.NOT_LOGGED_IN
