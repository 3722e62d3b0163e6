"""What watch rules hit is said behind the message, counted by the prompt, and gone to."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from safespot_tui.domain.ids import ConversationId
from safespot_tui.linear.announcing import Announce
from safespot_tui.watching.rule import Rule, Silence, Words
from tests.linear.conftest import Spoken
from tests.linear.test_session import come
from tests.tui.neighbourhood import NOW

CUADRA, ANA = ConversationId("c-cuadra"), ConversationId("c-ana")
RULES = (
    Rule("Threats", Words(("amenaz*",))),
    Rule("Rain", Words(("lluvia",)), notifies=False),
    Rule("Quiet", Silence(5), conversations=("Ana Belén",)),
)


@pytest.fixture
async def watched(surroundings: None) -> AsyncIterator[Spoken]:
    spoken = Spoken(RULES)
    spoken.session.start()
    spoken.heard()
    yield spoken
    spoken.session.stop()


async def test_a_hit_is_said_with_its_message_and_gone_to(watched: Spoken) -> None:
    come(watched, "una amenaza", to=ANA)
    (line,) = watched.heard()
    assert line.endswith("una amenaza. Hits a watch rule: Threats.")
    assert "1 hit" in watched.session.prompt.words
    first, *_said, last = await watched.type("/watch-next-hit")
    assert first.startswith("Ana Belén")
    assert last == "Threats · that was the last that waited"
    assert any(line.endswith("Hits a watch rule: Threats.") for line in _said)
    assert "hit" not in watched.session.prompt.words
    come(watched, "otra amenaza", to=ANA)
    assert watched.heard()[0].endswith("Hits a watch rule: Threats.")


async def test_a_hit_is_said_where_only_mentions_are(watched: Spoken) -> None:
    watched.session._announcer.mode = Announce.MENTIONS
    come(watched, "hola")
    come(watched, "lluvia")
    assert watched.heard() == []
    come(watched, "amenaza")
    assert len(watched.heard()) == 1


async def test_a_silence_is_said_once_it_falls(watched: Spoken) -> None:
    watching = watched.session.watching
    assert watching is not None
    come(watched, "¿Hola?", to=ANA)
    watched.heard()
    watched.session.clock.now = NOW + timedelta(minutes=5)  # type: ignore[attr-defined]
    watching._listen()
    assert watched.heard() == ["In Ana Belén nobody writes any more. Hits a watch rule: Quiet."]
