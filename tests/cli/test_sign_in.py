"""Every way in ends in a profile with its token, and an identity is never lost on the way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from safespot_tui.actions.way_in import Invited, NewAccount, Password, WayIn, WithoutAccount
from safespot_tui.cli import sign_in as room
from safespot_tui.cli.sign_in import held_identity, in_gateway_words, renew, sign_in
from safespot_tui.config.credentials import load_token
from safespot_tui.config.errors import KeyringRefused
from safespot_tui.config.profiles import Profile, load_profile
from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText
from safespot_tui.domain.user import User
from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.errors import GatewayError, NotLoggedIn, Rejected
from safespot_tui.gateway.protocol import Identity

SERVER = "https://chat.example"
ELSEWHERE = "https://other.example"


class Server:
    """Lets everybody in whose password is right, and writes down what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.who = "u-vera"

    def _identity(self, alias: str, token: str) -> Identity:
        return Identity(User(UserId(self.who), SafeText(alias)), token)

    async def detect(self, url: str, *, insecure: bool) -> Dialect:
        return Dialect.SAFESPOT

    async def log_in(self, url: str, email: str, password: str, **options: Any) -> Identity:
        self.asked.append(("log_in", url, email))
        if password != "right":
            raise NotLoggedIn("The e-mail or the password is wrong.")
        return self._identity("Vera", f"account {len(self.asked)}")

    async def register(
        self, url: str, email: str, password: str, alias: str, *, token: str | None, **options: Any
    ) -> Identity:
        self.asked.append(("register", url, email, alias, token))
        return self._identity(alias, "account")

    async def accept_invitation(
        self, url: str, email: str, password: str, invitation: str, **options: Any
    ) -> Identity:
        self.asked.append(("accept_invitation", url, email, invitation))
        return self._identity("Vera", "account")

    async def bootstrap(self, url: str, alias: str, **options: Any) -> Identity:
        self.asked.append(("bootstrap", url, alias))
        return self._identity(alias, "identity")


@pytest.fixture
def server(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    for name in ("detect", "log_in", "register", "accept_invitation", "bootstrap"):
        monkeypatch.setattr(room, name, getattr(server, name))
    return server


def token_of(profile: Profile | None) -> str | None:
    return None if profile is None else load_token(profile)


async def test_a_server_is_marked_as_one_to_test_with_by_who_logs_in(server: Server) -> None:
    way_in = Password("v@example.org", "right")
    profile, _vault = await sign_in("staging", SERVER, way_in, staging=True)
    assert profile.staging
    await renew(profile, "right")
    kept = load_profile("staging")
    assert kept is not None
    assert kept.staging
    profile, _vault = await sign_in("staging", SERVER, way_in)
    assert not profile.staging


async def test_with_a_password(server: Server) -> None:
    profile, _vault = await sign_in("default", SERVER, Password("v@example.org", "right"))
    assert load_profile("default") == profile
    assert (profile.email, profile.user_id, profile.alias) == ("v@example.org", "u-vera", "Vera")
    assert profile.dialect == "safespot"
    assert token_of(profile) == "account 1"


async def test_with_an_invitation(server: Server) -> None:
    way_in = Invited("v@example.org", "right", "code")
    assert "right" not in repr(way_in)
    assert "code" not in repr(way_in)
    profile, _vault = await sign_in("default", SERVER, way_in)
    assert server.asked == [("accept_invitation", SERVER, "v@example.org", "code")]
    assert (profile.email, profile.alias, token_of(profile)) == ("v@example.org", "Vera", "account")


async def test_without_an_account(server: Server) -> None:
    profile, _vault = await sign_in("default", SERVER, WithoutAccount(None))
    assert (profile.email, profile.alias, token_of(profile)) == ("", "", "identity")
    assert held_identity("default") == (profile, "identity")


async def test_an_account_is_added_to_who_was_here_without_one(server: Server) -> None:
    await sign_in("default", SERVER, WithoutAccount(SafeText("Vera")))
    profile, _vault = await sign_in("default", SERVER, NewAccount("v@example.org", "right", None))
    assert server.asked[-1] == ("register", SERVER, "v@example.org", "Vera", "identity")
    assert (profile.email, token_of(profile)) == ("v@example.org", "account")
    assert held_identity("default") is None


async def test_a_new_account_of_a_new_person_takes_no_identity_along(server: Server) -> None:
    way_in = NewAccount("v@example.org", "right", SafeText("Vera"))
    await sign_in("default", SERVER, way_in)
    assert server.asked == [("register", SERVER, "v@example.org", "Vera", None)]


@pytest.mark.parametrize(
    ("url", "way_in"),
    [
        (SERVER, Password("v@example.org", "right")),
        (SERVER, WithoutAccount(None)),
        (ELSEWHERE, NewAccount("v@example.org", "right", SafeText("Vera"))),
    ],
)
async def test_an_identity_that_only_this_machine_can_prove_is_not_given_up(
    url: str, way_in: WayIn, server: Server
) -> None:
    await sign_in("default", SERVER, WithoutAccount(SafeText("Vera")))
    with pytest.raises(Rejected, match="would lose that"):
        await sign_in("default", url, way_in)
    assert token_of(load_profile("default")) == "identity"
    assert len(server.asked) == 1
    await sign_in("second", url, way_in)


async def test_a_refusal_keeps_nothing(server: Server) -> None:
    with pytest.raises(NotLoggedIn):
        await sign_in("default", SERVER, Password("v@example.org", "wrong"))
    assert load_profile("default") is None


async def test_renewing_keeps_the_new_token(server: Server) -> None:
    profile, _vault = await sign_in("default", SERVER, Password("v@example.org", "right"))
    await renew(profile, "right")
    assert token_of(profile) == "account 2"


async def test_renewing_with_a_wrong_password_keeps_the_old_one(server: Server) -> None:
    profile, _vault = await sign_in("default", SERVER, Password("v@example.org", "right"))
    with pytest.raises(NotLoggedIn):
        await renew(profile, "wrong")
    assert token_of(profile) == "account 1"


async def test_renewing_as_somebody_else_is_refused(server: Server) -> None:
    profile, _vault = await sign_in("default", SERVER, Password("v@example.org", "right"))
    server.who = "u-another"
    with pytest.raises(Rejected, match="somebody else"):
        await renew(profile, "right")
    assert token_of(profile) == "account 1"


@pytest.mark.parametrize("error", [KeyringRefused("locked"), OSError(28, "No space left")])
async def test_what_cannot_be_kept_is_told_as_the_screen_expects_it(error: Exception) -> None:
    with pytest.raises(GatewayError, match=r"locked|No space left"):
        async with in_gateway_words():
            raise error


def test_passwords_are_not_written_into_logs() -> None:
    ways: list[Callable[[], WayIn]] = [
        lambda: Password("v@example.org", "secreto"),
        lambda: NewAccount("v@example.org", "secreto", None),
    ]
    assert all("secreto" not in f"{way()!r}{way()}" for way in ways)
