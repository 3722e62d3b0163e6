"""Into the deployed server: with an account, with a new one, or without."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from safespot_tui.domain.ids import OriginClientId
from safespot_tui.gateway import auth
from safespot_tui.gateway.address import BadAddress
from safespot_tui.gateway.dialect import Dialect, detect
from safespot_tui.gateway.errors import Busy, NotLoggedIn, Rejected, ServerFault
from safespot_tui.gateway.safespot import session
from safespot_tui.gateway.safespot.doorstep import Doorstep
from safespot_tui.gateway.safespot.secret import secret_of
from tests.safespot_server import PASSWORDS, Neighbourhood, SafeSpotServer

SAFESPOT = Dialect.SAFESPOT


@pytest.mark.parametrize("ending", ["", "/", "/api", "/api/"])
async def test_the_dialect_is_found_out_without_leaving_a_trace(
    safespot: SafeSpotServer, ending: str
):
    before = safespot.dump()
    assert await detect(safespot.url + ending) is SAFESPOT
    after = safespot.dump()
    for dump in (before, after):
        dump.pop("requests", None)
    assert after["people"] == before["people"]


async def test_an_account_is_logged_into(safespot: SafeSpotServer, neighbourhood: Neighbourhood):
    identity = await auth.log_in(
        f"{safespot.url}/api", " ana@example.test ", PASSWORDS["Ana"], dialect=SAFESPOT
    )
    assert (identity.user.id, identity.user.alias) == (neighbourhood.ana, "Ana")
    secret = secret_of(identity.token)
    assert secret.registered
    assert secret.anonymous_id == neighbourhood.ana
    assert secret.token not in repr(identity)
    week = datetime.now(UTC) + timedelta(days=7)
    assert abs(secret.expires_at - week) < timedelta(minutes=5)


@pytest.mark.parametrize("email", ["ana@example.test", "nobody@example.test", "ANA@example.test"])
async def test_a_wrong_password_is_told_as_such(safespot: SafeSpotServer, email: str):
    with pytest.raises(NotLoggedIn, match=r"^The e-mail or the password is wrong\.$"):
        await auth.log_in(safespot.url, email, "wrong horse", dialect=SAFESPOT)


async def test_who_has_no_alias_yet_has_none(safespot: SafeSpotServer):
    safespot.person("x", email="x@example.test", password="secreto9").alias = None
    identity = await auth.log_in(safespot.url, "x@example.test", "secreto9", dialect=SAFESPOT)
    assert identity.user.alias == ""


async def test_too_many_log_ins_are_told_as_such(safespot: SafeSpotServer):
    safespot.traps = safespot.traps.but(logins_per_minute=1)
    await auth.log_in(safespot.url, "ana@example.test", PASSWORDS["Ana"], dialect=SAFESPOT)
    with pytest.raises(Busy) as busy:
        await auth.log_in(safespot.url, "ana@example.test", PASSWORDS["Ana"], dialect=SAFESPOT)
    assert busy.value.retry_after == 60


async def test_an_account_is_made_with_its_alias(safespot: SafeSpotServer):
    made = await auth.register(
        safespot.url, "diego@example.test", "secreto9", " Diego ", dialect=SAFESPOT
    )
    assert made.user.alias == "Diego"
    assert safespot.state.people[made.user.id].alias == "Diego"
    again = await auth.log_in(safespot.url, "diego@example.test", "secreto9", dialect=SAFESPOT)
    assert again.user == made.user


async def test_an_alias_that_is_taken_costs_no_account(safespot: SafeSpotServer):
    people, accounts = len(safespot.state.people), len(safespot.state.accounts)
    with pytest.raises(Rejected, match="goes by this alias") as taken:
        await auth.register(safespot.url, "d@example.test", "secreto9", "Ana", dialect=SAFESPOT)
    assert taken.value.status == 409
    assert (len(safespot.state.people), len(safespot.state.accounts)) == (people, accounts)


@pytest.mark.parametrize("alias", ["", "  ", "x" * 21, "👍" * 11, "\u200b"])
async def test_an_alias_that_cannot_be_is_refused_before_anything_is_sent(alias: str):
    with pytest.raises(Rejected):
        await auth.register("http://127.0.0.1:9", "d@x.test", "secreto9", alias, dialect=SAFESPOT)


async def test_an_account_that_cannot_be_made_is_refused(safespot: SafeSpotServer):
    with pytest.raises(Rejected, match="account with this e-mail already"):
        await auth.register(safespot.url, "ana@example.test", "secreto9", "Dan", dialect=SAFESPOT)
    with pytest.raises(Rejected):
        await auth.register(safespot.url, "dan@example.test", "short", "Dan", dialect=SAFESPOT)


async def test_somebody_without_an_account_may_get_one_later(safespot: SafeSpotServer):
    anonymous = await auth.bootstrap(safespot.url, "Diego", dialect=SAFESPOT)
    assert anonymous.user.alias == "Diego"
    assert not secret_of(anonymous.token).registered
    registered = await auth.register(
        safespot.url, "d@example.test", "secreto9", "Diego", dialect=SAFESPOT,
        token=anonymous.token,
    )  # fmt: skip
    assert registered.user == anonymous.user
    assert secret_of(registered.token).registered
    with pytest.raises(Rejected, match="have an account here already"):
        await auth.register(
            safespot.url, "e@example.test", "secreto9", "Diego", dialect=SAFESPOT,
            token=registered.token,
        )  # fmt: skip


async def test_somebody_may_go_without_an_alias_for_now(safespot: SafeSpotServer):
    identity = await auth.bootstrap(safespot.url, "", dialect=SAFESPOT)
    assert identity.user.alias == ""
    with pytest.raises(Rejected, match="goes by this alias"):
        await auth.bootstrap(safespot.url, "Ana", dialect=SAFESPOT)


async def test_an_id_keeps_its_signature_and_gets_another_token(safespot: SafeSpotServer):
    async with httpx.AsyncClient(base_url=f"{safespot.url}/api") as client:
        doorstep = Doorstep(client)
        first = await doorstep.bootstrap()
        again = await doorstep.bootstrap(first.anonymous_id)
    assert again.anonymous_id == first.anonymous_id
    assert again.signature == first.signature


def answering(profile: object, public: httpx.Response) -> httpx.AsyncClient:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/login"):
            told = {
                "token": "t",
                "anonymous_id": "a0000000-0000-4000-8000-00000000000a",
                "signature": "s",
            }
            return httpx.Response(200, json=told)
        if request.url.path.endswith("/profile"):
            return httpx.Response(200, json=profile)
        return public

    return httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://x/api")


@pytest.mark.parametrize("trouble", [{"warning": "db"}, {"error": "db"}])
async def test_a_skeleton_of_a_profile_says_nothing_of_the_alias(
    monkeypatch: pytest.MonkeyPatch, trouble: dict[str, str]
):
    skeleton = {"success": True, "data": {"anonymous_id": "x"}} | trouble
    known = httpx.Response(200, json={"data": {"alias": "Ana"}})

    def use(client: httpx.AsyncClient) -> None:
        monkeypatch.setattr(session, "new_client", lambda *_args, **_how: client)  # type: ignore[reportUnknownLambdaType]

    use(answering(skeleton, known))
    identity = await auth.log_in("http://127.0.0.1:9", "a", "b", dialect=SAFESPOT)
    assert identity.user.alias == "Ana"
    use(answering(skeleton, httpx.Response(500)))
    with pytest.raises(ServerFault, match="who you are"):
        await auth.log_in("http://127.0.0.1:9", "a", "b", dialect=SAFESPOT)


async def test_a_line_that_is_no_secret_asks_for_a_log_in():
    with pytest.raises(NotLoggedIn, match="Log in again"):
        await auth.open_gateway(
            "http://127.0.0.1:9", "no secret", OriginClientId("w"), dialect=SAFESPOT
        )


async def test_the_bundled_backend_knows_nobody_without_an_account():
    with pytest.raises(Rejected, match="needs an account"):
        await auth.bootstrap("http://127.0.0.1:9", "Ana")
    with pytest.raises(Rejected, match="needs an account"):
        await auth.register("http://127.0.0.1:9", "a", "b", "Ana", token="x")


async def test_an_address_is_checked_first():
    with pytest.raises(BadAddress):
        await auth.bootstrap("http://chat.example.org", "Ana", dialect=SAFESPOT)
