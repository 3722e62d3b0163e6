"""The queue, said line by line."""

from safespot_tui.domain.queue_part import QueuePart
from tests.linear.conftest import Spoken


async def test_it_is_said_with_numbers_that_stand_for_cases(spoken: Spoken) -> None:
    lines = await spoken.type("/queue")
    assert lines[0].startswith("To do ")
    assert lines[0].endswith("Mine 0, Snoozed 0, Done 0.")
    assert lines[1] == "Kept on this machine only: nobody else sees what you do here."
    assert lines[2].startswith("1. ")
    triage = spoken.session.engine.triage
    first, second = triage.queue.ids(QueuePart.OPEN)[:2]

    assert await spoken.type("/claim 2") == ["You have it."]
    assert triage.queue.ids(QueuePart.MINE) == [second]
    assert (await spoken.type("/queue mine"))[2].endswith(", you have it")

    await spoken.type("/queue")
    assert await spoken.type("/done 1") == ["It is done."]
    assert triage.queue.ids(QueuePart.DONE) == [first]
    assert await spoken.type("/undo") == ["As it was: 1 case."]
    assert triage.queue.ids(QueuePart.DONE) == []


async def test_words_behind_a_command_answer_what_it_would_ask(spoken: Spoken) -> None:
    await spoken.type("/queue")
    triage = spoken.session.engine.triage
    first = triage.queue.ids(QueuePart.OPEN)[0]

    assert await spoken.type("/snooze 1 2h") == ["It is put away."]
    assert triage.queue.ids(QueuePart.SNOOZED) == [first]
    await spoken.type("/queue snoozed")
    assert await spoken.type("/note 1 calls back") == ["Noted."]
    assert "calls back" in " ".join(await spoken.type("/triage-about 1"))


async def test_what_means_nothing_is_said(spoken: Spoken) -> None:
    said = await spoken.type("/queue nowhere")
    assert said == ["There is no such part of the queue. There are: to do, mine, snoozed, done."]
    await spoken.type("/queue")
    assert (await spoken.type("/snooze 1 never"))[0].startswith("Until when? Write it like this")
