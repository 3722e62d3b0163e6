"""A bug of the client fails the tape that shows what it breaks, at the step that says so."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from msgspec import structs

from safespot_tui.stage.report.outcome import Failed
from safespot_tui.store.tables import Tables
from safespot_tui.sync.shown import Shown
from tests.convergence.mutants import lanes_without_order

from .tape_servers import Kind
from .test_tapes import SCRIPTS, played

DEADLINE_SECONDS = 5.0
"""Each is waited for in vain."""


def opened_and_not_read(stack: ExitStack) -> None:
    """Looking at a conversation reads nothing."""
    stack.enter_context(mock.patch.object(Shown, "_reading", None))


def echo_inserted_twice(stack: ExitStack) -> None:
    """What the server has of the user's own words gets a row, and another one."""
    add = Tables.add_to_timeline

    def mutant(self: Any, message: Any, **options: Any) -> bool:
        added = add(self, message, **options)
        timeline = self.timeline(message.conversation_id)
        if added and message.sender_id == self.me:
            index = timeline.index_of(message)
            timeline._orders.insert(index, timeline._orders[index])
            timeline._confirmed += 1
            timeline._splice(index, 0, (message.id,))
        return added

    stack.enter_context(mock.patch.object(Tables, "add_to_timeline", mutant))


@pytest.mark.parametrize(
    ("bug", "tape", "step"),
    [
        (
            opened_and_not_read,
            "inbox/unread_clears.tape",
            'ExpectStore@100ms conversations.detail "$Beto" unread == 0',
        ),
        (echo_inserted_twice, "windows/echo.tape", 'Expect 1 "desde la primera" in timeline'),
        (
            lanes_without_order,
            "line/away.tape",
            'ExpectStore conversations.messages "$Beto" contents == "uno, dos, tres, cuatro"',
        ),
    ],
)
async def test_a_bug_of_the_client_fails_the_tape_of_its_promise(
    bug: Callable[[ExitStack], None], tape: str, step: str, tmp_path: Path
) -> None:
    script = next(one for one in SCRIPTS if one.file == tape)
    settings = structs.replace(script.settings, deadline=DEADLINE_SECONDS)
    with ExitStack() as stack:
        bug(stack)
        outcome = await played(Kind.BUNDLED, structs.replace(script, settings=settings), tmp_path)
    assert isinstance(outcome.result, Failed), outcome.result
    assert outcome.failing_step is not None
    assert outcome.failing_step.text == step, outcome.result.sentence
