"""What `doctor` looks at. Looking changes nothing, here or on the server."""

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import apsw
import httpx
from msgspec import Struct, structs

from safespot_tui.archive.errors import ArchiveError, ArchiveUnwritable, told_plainly
from safespot_tui.cli.account import gateway_to
from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.config.credentials import load_token
from safespot_tui.config.errors import ConfigError
from safespot_tui.config.locations import archive_path, credentials_path
from safespot_tui.config.profiles import Profile, load_profile
from safespot_tui.config.settings_file import load_settings
from safespot_tui.domain.intent import OutboxState
from safespot_tui.gateway.address import ServerAddress, server_address
from safespot_tui.gateway.errors import GatewayError, NotLoggedIn
from safespot_tui.gateway.http import (
    REQUEST_SECONDS,
    failures_in_our_words,
    new_client,
    read_bounded,
    tls_context,
)
from safespot_tui.i18n import _, ngettext
from safespot_tui.sync.session import new_origin

MAX_SKEW_SECONDS = 60.0
"""A clock that is wrong by more shows misleading times; order never depends on it."""


SESSION = "session"
"""The last of the checks: whether the account may still ask for anything."""


class Check(Struct, frozen=True):
    """One thing looked at: how it is, and what to do if it is not as it should be."""

    name: str
    ok: bool
    detail: str
    advice: str = ""
    code: ExitCode = ExitCode.FAILED
    """How the command ends if this is the first thing that is not ok."""


async def checks(profile_name: str) -> AsyncGenerator[Check]:
    """Every check that makes sense, each as soon as it is made."""
    yield _settings()
    profile, found = _profile(profile_name)
    yield found
    if profile is None:
        return
    yield _token(profile)
    yield _archive(archive_path(profile.name))
    async for check in _server(profile):
        yield check
        if not check.ok:
            return
    yield await _session(profile)


def _settings() -> Check:
    try:
        load_settings()
    except ConfigError as error:
        return Check("settings", ok=False, detail=error.reason, advice=_("Mend that line."))
    return Check("settings", ok=True, detail=_("can be read"))


def _profile(name: str) -> tuple[Profile | None, Check]:
    try:
        profile = load_profile(name)
    except ConfigError as error:
        return None, Check("profile", ok=False, detail=error.reason, advice=_("Log in again."))
    if profile is None:
        detail = _("there is no profile “{name}”").format(name=name)
        return None, Check("profile", False, detail, _log_in(), ExitCode.NOT_LOGGED_IN)
    who = profile.email or _("without an account")
    where = f"{who}, {profile.server}"
    if profile.staging:
        where = _("{where}, a server to test with").format(where=where)
    return profile, Check("profile", ok=True, detail=where)


def _log_in() -> str:
    return _("Log in: safespot-tui login --server URL --email EMAIL --password-stdin")


def _token(profile: Profile) -> Check:
    try:
        token = load_token(profile)
    except ConfigError as error:
        return Check("token", ok=False, detail=error.reason, advice=_log_in())
    if token is None:
        return Check("token", False, _("there is none"), _log_in(), ExitCode.NOT_LOGGED_IN)
    in_file = credentials_path(profile.name).exists()
    kept = _("in a file only you can read") if in_file else _("in the system keyring")
    return Check("token", ok=True, detail=kept)


def _archive(path: Path) -> Check:
    """Whether the local copy is sound, and what waits in it."""
    if not path.exists():
        return Check("archive", ok=True, detail=_("none yet; the first start makes it"))
    try:
        with told_plainly():
            # apsw's own types name a Buffer that Python 3.11 does not have.
            connection: Any = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
            try:
                state = connection.execute("PRAGMA integrity_check(1)").get
                messages = connection.execute("SELECT count(*) FROM messages").get
                states: Any = connection.execute("SELECT state FROM outbox").fetchall()
            finally:
                connection.close()
    except ArchiveUnwritable as error:
        # Not even to be read by several windows, which takes a file beside it.
        where = _("cannot be written: {path}").format(path=path)
        return Check("archive", ok=False, detail=where, advice=str(error))
    except (apsw.Error, ArchiveError) as error:
        state, messages, states = type(error).__name__, 0, ()
    if state != "ok":
        return Check(
            "archive",
            ok=False,
            detail=_("damaged: {path}").format(path=path),
            advice=_("Start the full-screen client: it sets the file aside and fetches all again."),
        )
    failed = sum(state == OutboxState.FAILED for (state,) in states)
    detail = _("sound, {messages} messages, {waiting} waiting to be sent, {failed} failed").format(
        messages=messages, waiting=len(states) - failed, failed=failed
    )
    if failed:
        advice = _("Open the full-screen client to try again or discard what failed.")
        return Check("archive", ok=False, detail=detail, advice=advice)
    return Check("archive", ok=True, detail=detail)


async def _server(profile: Profile) -> AsyncGenerator[Check]:
    """Whether the server answers, how fast, and whether both clocks agree."""
    advice = _(
        "Check the address and the network; what you write meanwhile is kept and sent later."
    )
    try:
        address = _origin(server_address(profile.server, insecure=profile.insecure))
        tls = await tls_context(address)
        with failures_in_our_words():
            async with new_client(address, tls, headers={}, max_connections=1) as client:
                await _health(client)
                asked, asked_at = time.monotonic(), datetime.now(UTC)
                response = await _health(client)
                milliseconds = (time.monotonic() - asked) * 1000
    except GatewayError as error:
        yield Check("server", False, error.reason, advice, ExitCode.UNREACHABLE)
        return
    if not response.is_success:
        detail = _("answers {status}").format(status=response.status_code)
        yield Check("server", ok=False, detail=detail, advice=_("Ask whoever runs the server."))
        return
    detail = _("answers in {milliseconds} ms").format(milliseconds=round(milliseconds))
    yield Check("server", ok=True, detail=detail)
    yield _clock(response.headers.get("date", ""), asked_at)


async def _health(client: httpx.AsyncClient) -> httpx.Response:
    """The answer, with no more of its body than anybody may keep in memory."""
    async with asyncio.timeout(REQUEST_SECONDS), client.stream("GET", "/health") as response:
        await read_bounded(response)
        return response


def _origin(address: ServerAddress) -> ServerAddress:
    """Where a server tells its health: beside the path of its API, if that was named."""
    return structs.replace(address, url=address.url.rstrip("/").removesuffix("/api"))


def _clock(server_date: str, now: datetime) -> Check:
    try:
        skew = (parsedate_to_datetime(server_date) - now).total_seconds()
    except ValueError:
        return Check("clock", ok=True, detail=_("the server does not tell the time"))
    if abs(skew) <= MAX_SKEW_SECONDS:
        return Check("clock", ok=True, detail=_("agrees with the server's"))
    return Check(
        "clock",
        ok=False,
        detail=_("{seconds} seconds from the server's").format(seconds=round(skew)),
        advice=_("Set this machine's clock; until then the times shown mislead."),
    )


async def _session(profile: Profile) -> Check:
    """Whether the token still counts. A snapshot marks nothing delivered or read."""
    try:
        gateway = await gateway_to(profile, new_origin())
        try:
            snapshot = await gateway.snapshot()
            expires_at = gateway.expires_at
        finally:
            await gateway.aclose()
    except NotLoggedIn as error:
        return Check(SESSION, False, error.reason, _log_in(), ExitCode.NOT_LOGGED_IN)
    except CommandFailed as failure:
        return Check(SESSION, False, str(failure), _log_in(), failure.code)
    except (GatewayError, ConfigError) as error:
        return Check(SESSION, ok=False, detail=error.reason, advice=_("Try again later."))
    count = len(snapshot.entities.conversations)
    detail = ngettext("good, {count} conversation", "good, {count} conversations", count).format(
        count=count
    )
    if expires_at is not None:
        until = _("until {time}").format(time=f"{expires_at.astimezone():%Y-%m-%d %H:%M}")
        detail = f"{detail}, {until}"
    return Check(SESSION, ok=True, detail=detail)
