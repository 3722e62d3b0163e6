# Ids are plain strings here, and what a test expects to be there is taken to be there.
# pyright: reportArgumentType=false, reportUnusedExpression=false
"""What is asked and waited for."""

from safespot_tui.domain.text import safe_text


async def test_another_alias_shows_once_it_is_given_whether_or_not_the_stream_tells_it(
    windows, ana
):
    await ana.rename_self(safe_text("Anita"))
    assert ana.store.user(ana.store.me).alias == "Anita"


async def test_a_conversation_that_was_made_is_in_the_store_when_it_returns(windows, ana):
    windows.server.user("carla")

    conversation_id = await ana.create_dm("u-carla")

    assert ana.store.conversation(conversation_id) is not None
    assert conversation_id in ana.store.inbox()
