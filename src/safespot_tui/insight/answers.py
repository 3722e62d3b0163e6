"""How long what was said waited for an answer: a machine for each conversation, without I/O.

::

                 somebody speaks                     another side speaks: answered
    ── nothing ──────────────────▶ waits since then ──────────────────────────────▶ nothing
          ▲                             │  ▲                                          │
          │                             └──┘ the same side speaks on                  │ and at once
          │                             │                                             ▼ the same
          └─────────────────────────────┘ something may be missing here          waits since then

Who belongs together is a side: each person by themselves, or the desk against all others. What the
desk says waits for nothing.
"""

from collections.abc import Callable
from typing import Final

from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.utterance import Heard, Utterance
from safespot_tui.insight.durations import Durations, Spread

DESK: Final = "desk"
_OTHERS: Final = "others"
_SECOND = 1_000_000


class Answers:
    """Hears what was said, in the order of time within each conversation."""

    def __init__(self, side_of: Callable[[Utterance], str | None]) -> None:
        self._side_of = side_of
        self._waiting: dict[ConversationId, tuple[str | None, int, MessageId]] = {}
        """The side that waits, since when, and for an answer to what."""
        self._took = Durations()

    def hear(self, heard: Heard) -> None:
        """What comes next of a conversation."""
        said, waiting = heard.said, self._waiting
        before = None if heard.gap_before else waiting.get(said.conversation_id)
        side = self._side_of(said)
        if before is not None:
            asking, since, message_id = before
            if asking == side:
                return
            took = max(0, heard.at - since) // _SECOND
            self._took.add(took, said.conversation_id, message_id)
        if side == DESK:
            waiting.pop(said.conversation_id, None)
        else:
            waiting[said.conversation_id] = side, heard.at, said.id

    def spread(self) -> Spread:
        """What is to be said of all that was answered."""
        return self._took.spread()


def answers_of_anybody() -> Answers:
    """What one person wrote is answered by anybody else."""
    return Answers(lambda said: said.sender_id)


def answers_of_the_desk(is_desk: Callable[[Utterance], bool]) -> Answers:
    """What others wrote is answered by the desk."""
    return Answers(lambda said: DESK if is_desk(said) else _OTHERS)
