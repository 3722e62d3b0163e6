"""What is said in the corner of the screen: not twice, and of answers only the last."""

from dataclasses import dataclass
from typing import Self

from textual.notifications import Notification

ANSWER_SECONDS = 4
REFUSAL_SECONDS = 8


@dataclass
class Answer(Notification):
    """What came of a key, a command or a click: the next one takes its place."""

    @classmethod
    def of(cls, sentence: str, *, refused: bool = False) -> Self:
        """A refusal is red and stays longer, and only another refusal takes its place."""
        if refused:
            return cls(sentence, severity="error", timeout=REFUSAL_SECONDS)
        return cls(sentence, timeout=ANSWER_SECONDS)


class Corner:
    """What is being said. What comes by itself stays for its time; said again, it is renewed."""

    def __init__(self) -> None:
        self._said: list[Notification] = []

    def admit(self, notice: Notification) -> None:
        """Have what it takes the place of gone by the time it is shown."""
        for earlier in self._said:
            if _gives_way(earlier, notice):
                # Textual drops what has run out of time before it shows what is new.
                earlier.timeout = 0
        self._said = [each for each in self._said if not each.has_expired]
        self._said.append(notice)


def _gives_way(earlier: Notification, later: Notification) -> bool:
    both_answer = isinstance(earlier, Answer) and isinstance(later, Answer)
    return earlier.message == later.message or (both_answer and earlier.severity == later.severity)
