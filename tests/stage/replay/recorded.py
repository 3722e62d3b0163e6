"""A short chat, recorded."""

from pathlib import Path

from safespot_tui.gateway.dialect import Dialect
from safespot_tui.gateway.safespot.secret import secret_of
from safespot_tui.instruments.cassette.recorder import Recorder
from safespot_tui.instruments.instruments import Instruments
from safespot_tui.stage.cast import Cast
from safespot_tui.stage.client import opened

SAID, ANSWERED = "hola, ¿todo bien?", "todo bien, ¿y vos?"


async def record_chat(
    cast: Cast, folder: Path, cassette: Path, *, here_before: bool = False
) -> tuple[str, ...]:
    """Ana writes to Beto, who answers: her side of it.

    Gives the secrets that she came with. Who was here before has an archive.
    """
    ana, beto = await cast.account("Ana"), await cast.account("Beto")
    (folder / "ana").mkdir()
    (folder / "beto").mkdir()
    if here_before:
        async with opened("Ana", ana, folder / "ana") as earlier:
            await earlier.wait_for(lambda: earlier.state.connection == "live")
    recorder = Recorder(cassette, folder / "ana" / "archive.db")
    async with (
        opened("Ana", ana, folder / "ana", instruments=Instruments(recorder=recorder)) as first,
        opened("Beto", beto, folder / "beto") as second,
    ):
        await first.wait_for(lambda: first.state.connection == "live")
        await second.wait_for(lambda: second.state.connection == "live")
        await first.perform("conversation.new")
        await first.type(beto.alias)
        # In the field, and found.
        await first.wait_for(lambda: first.screen.count(beto.alias) == 2)
        await first.press("enter")
        await first.wait_for(lambda: first.state.conversation_id != "")
        await first.type(SAID)
        await first.press("enter")
        await second.wait_for(lambda: SAID in second.screen)
        await second.press("enter")
        await second.wait_for(lambda: second.state.conversation_id != "")
        await second.paste(ANSWERED)
        await second.press("enter")
        await first.wait_for(lambda: ANSWERED in first.screen and not first.state.outbox)
    if ana.dialect is Dialect.GLOBAL_CHAT:
        return (ana.token,)
    secret = secret_of(ana.token)
    return secret.token, secret.signature
