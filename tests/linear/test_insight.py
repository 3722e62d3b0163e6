"""The figures in sentences: the same as `stats`, without what is only for eyes."""

from safespot_tui.sync.errors import Unreadable
from tests.linear.conftest import Spoken


async def test_figures_are_said_line_by_line(spoken: Spoken) -> None:
    lines = await spoken.type("/insight")
    assert lines[0].startswith("Since ")
    assert any(line.startswith("Of what is kept here: ") for line in lines)
    assert any(line.startswith("Open now: ") for line in lines)
    assert any(line.startswith("under 15 min: ") for line in lines)
    assert any(line.startswith("Most from ") for line in lines)
    assert not any(set(line) & set("▁▂▃▄▅▆▇█#") for line in lines)
    assert all(line.strip() for line in lines)


async def test_a_period_may_be_said(spoken: Spoken) -> None:
    assert (await spoken.type("/insight all"))[0] == "All that is kept"
    lines = await spoken.type("/insight 2020-01-01 2020-01-02")
    assert lines[0] == "From Wednesday, January 1, 2020 to Thursday, January 2, 2020"
    assert lines[1] == "Nothing of this time is kept here."
    (line,) = await spoken.type("/insight whenever")
    assert "24h, 7d, today" in line
    assert not spoken.engine.store.outbox, "what was typed behind it is said to nobody"


async def test_what_cannot_be_read_is_a_sentence(spoken: Spoken, monkeypatch) -> None:
    async def refuses(*_arguments):
        raise Unreadable("The local copy of your messages is damaged.")
        yield ()

    monkeypatch.setattr(spoken.engine, "utterances", refuses)
    assert await spoken.type("/insight") == ["The local copy of your messages is damaged."]
