"""The keys of the queue that count most, in a line."""

from safespot_tui.actions.action import Place
from safespot_tui.actions.registry import ACTIONS, first_key
from safespot_tui.i18n import _


def queue_keys() -> str:
    """While the keyboard is in the queue."""
    words = _("{claim} claim · {snooze} snooze · {done} done · {next} next · {undo} undo")
    return words.format(
        claim=_key("triage.claim"),
        snooze=_key("triage.snooze"),
        done=_key("triage.done"),
        next=_key("triage.next"),
        undo=_key("triage.undo"),
    )


def reading_keys() -> str:
    """While one reads on in a conversation that has the place of the queue."""
    return _("Enter writes · Esc: queue · {keys}").format(keys=queue_keys())


def _key(action_id: str) -> str:
    return first_key(ACTIONS[action_id], Place.TRIAGE)
