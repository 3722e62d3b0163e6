"""Messages are found by words, and the hits are numbered."""

from safespot_tui.domain.ids import ConversationId
from tests.linear.conftest import Spoken
from tests.linear.test_session import come

CUADRA = ConversationId("c-cuadra")


async def test_hits_are_numbered_and_one_is_gone_to(spoken: Spoken) -> None:
    come(spoken, "un zorzal")
    come(spoken, "otro zorzal cantando")
    await spoken.type("/search")

    said = await spoken.type("zorz")
    assert "2 hits. All your messages were searched, on the server." in said
    assert "Which one?" in "\n".join(said).splitlines()
    assert any("1. " in line and "un zorzal" in line for line in said)
    assert any("2. " in line and "otro zorzal cantando" in line for line in said)

    assert any("otro zorzal" in line for line in await spoken.type("2"))
    assert spoken.session.desk.conversation_id == CUADRA
    assert any("un zorzal" in line for line in await spoken.type("/previous-hit"))
    assert "There are no more hits." in await spoken.type("/previous-hit")


async def test_what_is_not_found_or_not_understood_is_said(spoken: Spoken) -> None:
    await spoken.type("/search")

    said = await spoken.type("nowhere-to-be-found has:audio")

    assert "“has:audio” is not known: there are has:image and has:link." in said
    assert "Nothing found. All your messages were searched, on the server." in said
