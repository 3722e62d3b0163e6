"""What `doctor` says of a profile."""

from contextlib import aclosing
from pathlib import Path

import pytest

from safespot_tui.cli.checks import Check, checks
from safespot_tui.config.profiles import Profile, save_profile


async def first_of(profile: Profile, name: str) -> Check:
    save_profile(profile)
    async with aclosing(checks(profile.name)) as found:
        async for check in found:
            if check.name == name:
                return check
    raise AssertionError(name)


@pytest.mark.parametrize("staging", [True, False])
async def test_a_test_server_is_called_one(staging: bool, own_home: Path) -> None:
    profile = Profile("x", "https://chat.example", "v@example.org", "u", "Vera", staging=staging)
    detail = (await first_of(profile, "profile")).detail
    assert detail.startswith("v@example.org, https://chat.example")
    assert detail.endswith("a server to test with") is staging
