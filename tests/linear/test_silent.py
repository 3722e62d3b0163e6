"""Line by line, silent mode is said at the start, in every prompt, and by its commands."""

from safespot_tui.store.patch import SilentPut


async def test_it_is_begun_said_and_ended(spoken) -> None:
    spoken.engine.silent_note = "Others see that you write."
    (said,) = await spoken.type("/silent-mode")
    assert said.endswith("you are here, type or read. Others see that you write.")
    assert ", silent" in spoken.session.prompt.words
    assert ("set_silent", True) in spoken.engine.calls

    (said,) = await spoken.type("/silent-mode")
    assert said.startswith("Silent mode is over.")
    assert "silent" not in spoken.session.prompt.words


async def test_who_starts_in_it_hears_of_it(spoken) -> None:
    spoken.engine.store.apply(SilentPut(silent=True))
    spoken.session.stop()
    spoken.session.start()
    assert any(line.startswith("Silent mode:") for line in spoken.heard())
