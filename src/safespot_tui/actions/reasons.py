"""Why: what one gave as a reason before, and what one had begun to write."""

from collections.abc import Sequence

from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _

MOST_OFFERED = 5


class Reasons:
    """Kept for as long as the program runs, and told to nobody."""

    def __init__(self) -> None:
        self._given: list[SafeText] = []
        self._begun: dict[str, str] = {}

    def offered(self) -> Sequence[str]:
        """Those given before, the last first; then what is a reason often."""
        usual = (_("Spam"), _("Insults or threats"), _("Somebody's personal data"))
        given = {reason.casefold() for reason in self._given}
        fresh = [reason for reason in usual if reason.casefold() not in given]
        return [*self._given, *fresh][:MOST_OFFERED]

    def begun(self, question: str) -> str:
        """What was being written when the same was asked before, and never given."""
        return self._begun.get(question, "")

    def put_aside(self, question: str, words: str) -> None:
        """The user leaves the question; what they had written is there when it is asked again."""
        self._begun[question] = words

    def given(self, question: str, reason: SafeText) -> None:
        """It was taken."""
        self._begun.pop(question, None)
        rest = (each for each in self._given if each.casefold() != reason.casefold())
        self._given = [reason, *rest][:MOST_OFFERED]
