"""The same of the deployed server, whose secret has a part that no log-out takes back."""

import asyncio
import json
import secrets
from pathlib import Path

from safespot_tui.cli.exit import ExitCode
from tests import forkserver
from tests.e2e.people import PROGRAM
from tests.hostile import safespot_town
from tests.hostile.malicious_server import Request, malicious_server, response
from tests.hostile.test_secrets import (
    Evidence,
    everything_kept,
    found_in,
    modes_hold,
    surroundings,
)
from tests.hostile.visitor import ME, ROOM

TOKEN = f"canary-token-{secrets.token_hex(3)}"
SIGNATURE = f"canary-signature-{secrets.token_hex(3)}"
PASSWORD = f"canary-password-{secrets.token_hex(3)}"
CANARIES = (TOKEN, SIGNATURE, PASSWORD)


class Quoting:
    """Answers what it is asked; once it refuses, it quotes all that it was sent."""

    def __init__(self) -> None:
        self.refuses = False

    async def __call__(self, request: Request, writer: asyncio.StreamWriter) -> None:
        path = request.path.partition("?")[0]
        if path.endswith("/auth/me"):
            writer.write(response(b'{"authenticated": false, "anonymous_id": null}'))
        elif path.endswith("/health"):
            writer.write(response(b"{}", status="404 Nothing"))
        elif self.refuses:
            quoted = (request.head + request.body).decode("latin-1")
            told = {"error": True, "code": "NO", "message": f"no: {quoted}"}
            writer.write(response(json.dumps(told).encode(), status="403 No"))
        elif path.endswith("/auth/login"):
            told = {"token": TOKEN, "signature": SIGNATURE, "anonymous_id": ME}
            writer.write(response(json.dumps(told).encode()))
        elif request.is_stream:
            writer.write(safespot_town.LIVE)
        else:
            writer.write(response(safespot_town.answer(path, "hello")))


def run(evidence: Evidence, *arguments: str, stdin: str = "") -> int:
    done = forkserver.run(
        [PROGRAM, *arguments], stdin=stdin, env=surroundings(evidence.home), timeout=60
    )
    evidence.output += [done.stdout.encode(), done.stderr.encode()]
    return done.returncode


async def test_no_part_of_the_deployed_servers_secret_is_left_anywhere(tmp_path: Path):
    evidence, server_mood = Evidence(tmp_path, CANARIES), Quoting()

    async def done(*arguments: str, stdin: str = "") -> int:
        return await asyncio.to_thread(run, evidence, *arguments, stdin=stdin)

    async with malicious_server(server_mood) as server:
        log_in = ("login", "--server", server.url, "--email", "v@example.org", "--password-stdin")
        assert await done(*log_in, stdin=f"{PASSWORD}\n") == ExitCode.OK, evidence.output
        assert await done("history", ROOM) == ExitCode.OK, evidence.output
        server_mood.refuses = True
        assert await done("send", ROOM, "hello", "--timeout", "5") != ExitCode.OK
        await done("doctor")
        await done(*log_in, stdin=f"{PASSWORD}\n")
        assert not any(found_in(request.path.encode(), CANARIES) for request in server.requests)
        assert found_in(server.heard, CANARIES) == list(CANARIES)
        (credential,) = (tmp_path / "data" / "credentials").iterdir()
        assert found_in(credential.read_bytes(), CANARIES) == [TOKEN, SIGNATURE]
        quoted = b"".join(evidence.output)
        assert quoted.count(b"no: ") == 2, "the token and the password were quoted, without them"
        assert evidence.leaks() == []
        modes_hold(tmp_path)
        assert await done("logout") == ExitCode.OK
    assert everything_kept(tmp_path)
    assert found_in(everything_kept(tmp_path), CANARIES) == []
