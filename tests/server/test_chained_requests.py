"""One request after the other, each with what the answer before said: none makes the server fail.

Nothing is known beforehand but a token. What is asked about was made by an earlier request, and
found by the links of the document.
"""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Flaky
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from safespot_tui.server import messages
from safespot_tui.server.serve import serving
from safespot_tui.server.settings import Settings

from .conftest import World

CONFIG = {
    # Only what the document says.
    "phases": {"stateful": {"inference": {"algorithms": []}}},
    # What it cannot say is refused all the same: see schemathesis.toml.
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", 401, 403, 404, 409, 422, 429],
        }
    },
}
ELSEWHERE = ["stream_events", "log_out"]
WITH_A_MESSAGE = {
    "get_message",
    "edit_message",
    "delete_message",
    "add_reaction",
    "remove_reaction",
    "star",
    "unstar",
    "pin",
    "unpin",
}
"""What succeeds with the id of a message only, which nobody guesses."""
MOST_ROUNDS = 4
ENOUGH = 4


class Chains:
    """Rounds of requests to a server, by somebody who is logged in, and what was answered."""

    def __init__(self, url: str, token: str) -> None:
        document = httpx.get(f"{url}/openapi.json").json()
        schema = schemathesis.openapi.from_dict(
            document, config=SchemathesisConfig.from_dict(CONFIG)
        )
        schema.config.update(base_url=url)
        # Nothing leads on from a 403, which is what nearly all of the others are answered with.
        everybodys = schema.exclude(operation_id=ELSEWHERE).exclude(tag="moderation")
        machine = everybodys.as_state_machine()
        succeeded: set[str] = set()

        class Chain(machine):
            def get_call_kwargs(self, case: Any) -> dict[str, Any]:
                return {"headers": {"Authorization": f"Bearer {token}"}}

            def after_call(self, response: Any, case: Any) -> None:
                if response.status_code < 300:
                    succeeded.add(case.operation.definition.raw["operationId"])

        self.succeeded = succeeded
        self._chain = Chain

    def rounds(self) -> Iterator[set[str]]:
        """What has succeeded so far, after each. Raises `FailureGroup` for a finding."""
        settings = hypothesis.settings(
            max_examples=10,
            stateful_step_count=25,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            # It takes the members of an enumeration for something else.
            suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType],
        )
        for seed in range(MOST_ROUNDS):
            # What can be asked next depends on ids that are others each time, so that playing a
            # round again may go another way, or stumble over names that were never given. A
            # finding is neither.
            with suppress(Flaky, AssertionError):
                hypothesis.seed(seed)(self._chain).run(settings=settings)
            yield self.succeeded


async def chains(url: str) -> Chains:
    async with httpx.AsyncClient(base_url=url) as http:
        token = (await World(http).person("ana")).token
    return await asyncio.to_thread(Chains, url, token)


def walk(chained: Chains) -> set[str]:
    """Until enough of it has succeeded."""
    for succeeded in chained.rounds():
        if len(succeeded & WITH_A_MESSAGE) >= ENOUGH:
            break
    return chained.succeeded


@pytest.mark.usefixtures("quick_passwords")
async def test_no_finding_on_the_way() -> None:
    async with serving("sqlite://", settings=Settings(rates={})) as url:
        succeeded = await asyncio.to_thread(walk, await chains(url))
    assert len(succeeded & WITH_A_MESSAGE) >= ENOUGH


@pytest.mark.usefixtures("quick_passwords")
async def test_a_failure_at_the_end_of_a_chain_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: this one is met only with a message that was sent before."""

    def fail(*_of_the_call: Any) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(messages, "edit", fail)
    async with serving("sqlite://", settings=Settings(rates={})) as url:
        with pytest.raises(FailureGroup, match="Server error"):
            await asyncio.to_thread(walk, await chains(url))
