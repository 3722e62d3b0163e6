"""The first minute: six things that are learnt by doing them."""

from collections.abc import Sequence

from msgspec import Struct

from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.i18n import _

OPENED, SENT = "opened", "sent"
"""What is done without an action of the registry."""


class Step(Struct, frozen=True):
    """One thing to do."""

    words: str
    done_by: tuple[str, ...]
    """Ids of actions, or `OPENED`, `SENT`: any of them is this step done."""


class Tour:
    """Where the user is in it.

    ::

        step 1 ──does it──▶ step 2 ── … ──▶ step 6 ──▶ (over)
           │  ▲
           │  └── does a later one: that is passed over when its turn comes
           └── Escape ──▶ (over)

    Nobody has to do anything: every key means what it always means. Who opens the help because they
    are lost has not seen the rest yet.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._at = 0
        self._done: set[Step] = set()

    @property
    def step(self) -> Step | None:
        """What is to be done now; None when it is over."""
        return self._steps[self._at] if self._at < len(self._steps) else None

    @property
    def words(self) -> str:
        """What is said of it; empty when it is over."""
        step = self.step
        if step is None:
            return ""
        place = _("Tour {n} of {count}").format(n=self._at + 1, count=len(self._steps))
        return f"{place}: {step.words}"

    def did(self, what: str) -> bool:
        """The user did something; whether the tour goes on from it."""
        self._done.update(step for step in self._steps if what in step.done_by)
        before = self._at
        while self.step in self._done:
            self._at += 1
        return self._at > before


def new_tour() -> Tour:
    """The tour, with the keys as they are now."""
    following = first_key(ACTIONS["conversation.next_unread"])
    return Tour((
        Step(
                _("↑ and ↓ choose a conversation, Enter opens it; {key} begins a new one.").format(
                    key=first_key(ACTIONS["conversation.new"])
                ),
                (OPENED,),
            ),
        Step(
            _("Type something; Enter sends it. Or {key} opens the next unread.").format(
                key=following
            ),
            (SENT, "conversation.next_unread"),
        ),
        Step(
            _("{key} opens the next unread, and after the last one, this one again.").format(
                key=following
            ),
            ("conversation.next_unread",),
        ),
        Step(
            _("{choose} chooses a message; {key} answers it.").format(
                choose=first_key(ACTIONS["message.select"]),
                key=first_key(ACTIONS["message.reply"]),
            ),
            ("message.reply",),
        ),
        Step(
            _("{key} finds whatever can be done, by a few letters of it.").format(
                key=first_key(ACTIONS["app.palette"])
            ),
            ("app.palette",),
        ),
        Step(
            _("{key} lists it all, with the keys. That is the end.").format(
                key=first_key(ACTIONS["app.help"])
            ),
            ("app.help",),
        ),
    ))  # fmt: skip
