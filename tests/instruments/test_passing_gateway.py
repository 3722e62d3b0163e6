"""Everything passes, as it is: what a gateway has, one before it has, and does nothing else."""

import inspect
from collections.abc import Coroutine
from typing import Any, cast
from unittest.mock import AsyncMock, MagicMock

import pytest

from safespot_tui.gateway.moderation import Moderation
from safespot_tui.gateway.protocol import Gateway
from safespot_tui.instruments.call import Call
from safespot_tui.instruments.passing_gateway import PassingGateway
from safespot_tui.instruments.passing_moderation import PassingModeration


def methods(protocol: type) -> list[str]:
    return [
        name
        for name, member in vars(protocol).items()
        if inspect.isfunction(member) and not name.startswith("_")
    ]


def properties(protocol: type) -> list[str]:
    return [name for name, member in vars(protocol).items() if isinstance(member, property)]


class Noting(PassingGateway):
    def __init__(self, beyond: Gateway) -> None:
        super().__init__(beyond)
        self.calls = list[Call]()

    async def _passed(self, call: Call, answering: Coroutine[Any, Any, Any]) -> Any:
        self.calls.append(call)
        return await answering


async def check(name: str, protocol: type, beyond: Any, before: Any) -> None:
    parameters = list(inspect.signature(getattr(protocol, name)).parameters.values())
    given = {each.name: f"some {each.name}" for each in parameters[1:]}
    by_place = [given[each.name] for each in parameters[1:] if each.kind is not each.KEYWORD_ONLY]
    by_name = {each.name: given[each.name] for each in parameters if each.kind is each.KEYWORD_ONLY}
    is_async = inspect.iscoroutinefunction(getattr(protocol, name))
    setattr(beyond, name, (AsyncMock if is_async else MagicMock)(return_value="the result"))
    result = getattr(before, name)(*by_place, **by_name)
    if is_async:
        result = await result
    getattr(beyond, name).assert_called_once()
    called = getattr(beyond, name).call_args
    names = [each.name for each in parameters[1:]]
    assert dict(zip(names, called.args, strict=False)) | called.kwargs == given
    returns = inspect.signature(getattr(protocol, name)).return_annotation
    assert result == (None if returns is None else "the result")


@pytest.mark.parametrize("name", methods(Gateway))
async def test_what_is_asked_of_it_is_asked_beyond(name: str) -> None:
    beyond = MagicMock()
    before = Noting(beyond)
    await check(name, Gateway, beyond, before)
    passed = inspect.iscoroutinefunction(getattr(Gateway, name)) and name != "aclose"
    assert [call.name for call in before.calls] == [name] * passed
    assert not any("password" in str(call.arguments) for call in before.calls)


@pytest.mark.parametrize("name", methods(Moderation))
async def test_what_is_asked_of_the_desk_is_asked_beyond(name: str) -> None:
    beyond = MagicMock()
    before = Noting(beyond)
    desk = before.moderation
    assert isinstance(desk, PassingModeration)
    await check(name, Moderation, beyond.moderation, desk)
    assert [call.name for call in before.calls] == [f"moderation.{name}"]


@pytest.mark.parametrize("name", [each for each in properties(Gateway) if each != "moderation"])
def test_what_it_says_of_itself_is_what_is_said_beyond(name: str) -> None:
    beyond = MagicMock()
    assert getattr(PassingGateway(cast("Gateway", beyond)), name) is getattr(beyond, name)


def test_without_a_desk_beyond_there_is_none() -> None:
    beyond = MagicMock()
    beyond.moderation = None
    assert PassingGateway(cast("Gateway", beyond)).moderation is None
