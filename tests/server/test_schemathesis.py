"""Requests made up from the OpenAPI document: none makes the server fail or break its word."""

import asyncio
import os
import sys
from pathlib import Path

import httpx
import pytest

from safespot_tui.domain.standing import Standing
from safespot_tui.server.administration import people
from safespot_tui.server.administration.desk import database_at
from safespot_tui.server.serve import serving
from safespot_tui.server.settings import Settings

from .conftest import World
from .test_authorisation_matrix import operations

CONFIG = Path(__file__).with_name("schemathesis.toml")
ELSEWHERE = ("stream_events", "log_out")
"""A stream does not end, and whoever logs out asks nothing more: others see to these."""

PHASES = "examples,coverage,fuzzing"
"""One after the other is `test_chained_requests`."""


@pytest.mark.usefixtures("quick_passwords")
async def test_no_finding(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    """Good and bad requests, with and without a session.

    The same ones each time; `--api-examples` makes more.
    """
    database_url = f"sqlite:///{tmp_path / 'city.db'}"
    async with serving(database_url, settings=Settings(rates={})) as url:
        async with httpx.AsyncClient(base_url=url) as http:
            ana, beto = await World(http).people("ana", "beto")
            group = await ana.open_group("Vecinos", beto)
            there = {
                "CONVERSATION": group,
                "MESSAGE": (await ana.send(group, "hola"))["id"],
                "MEMBER": beto.id,
            }
        # Who moderates is refused least.
        async with database_at(database_url) as database:
            await database.write(lambda c: people.set_standing(c, ana.id, Standing.ADMIN))
        excluded = [part for name in ELSEWHERE for part in ("--exclude-operation-id", name)]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
            *("run", f"{url}/openapi.json", "--header", f"Authorization: Bearer {ana.token}"),
            *("--checks", "all", "--phases", PHASES, *excluded),
            *("--max-examples", str(pytestconfig.getoption("--api-examples"))),
            *("--generation-deterministic", "--continue-on-failure", "--no-color"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=tmp_path,
            env={**os.environ, **there, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"},
        )
        said = (await process.communicate())[0].decode()
    assert process.returncode == 0, said
    assert " passed" in said
    assert f"Tested: {len(operations()) - len(ELSEWHERE)}" in said, said
