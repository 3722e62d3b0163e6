"""Line by line, a message is reported, and what was typed as the reason comes back."""

from safespot_tui.gateway.errors import Unreachable


async def test_a_refused_reason_is_asked_again_with_its_words(spoken) -> None:
    await spoken.type("/open Ana")
    await spoken.session.desk.opened()
    message = next(m for m in spoken.session.desk.said() if m.sender_id != spoken.engine.store.me)
    (asked,) = await spoken.type("/flag")
    assert asked.startswith("Report this message.")

    spoken.engine.refusal = Unreachable("The server cannot be reached. Check the network.")
    said = await spoken.type("it is spam")
    assert said[0] == "The server cannot be reached. Check the network."
    assert spoken.session.asker.prompt.prefill == "it is spam"

    spoken.engine.refusal = None
    spoken.engine.calls.clear()
    (said,) = await spoken.type("it is spam")
    assert said == "Reported. The moderators will look at it."
    ((_name, _where, about, reason),) = [c for c in spoken.engine.calls if c[0] == "flag"]
    assert (about.message_id, reason) == (message.id, "it is spam")


async def test_the_words_behind_the_command_are_the_reason(spoken) -> None:
    await spoken.type("/open Ana")
    await spoken.session.desk.opened()
    (said,) = await spoken.type("/flag-person insults")
    assert said == "Reported. The moderators will look at it."


async def test_an_empty_line_reports_nothing(spoken) -> None:
    await spoken.type("/open Ana")
    await spoken.session.desk.opened()
    await spoken.type("/flag", "")
    assert spoken.session.asker.prompt is None
    assert not [c for c in spoken.engine.calls if c[0] == "flag"]
