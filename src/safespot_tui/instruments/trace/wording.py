"""Findings and differences, told to people."""

from typing import assert_never

from safespot_tui.i18n import _
from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.store.difference import Difference, Thing

_LONGEST_VALUE = 60


def finding_in_words(finding: Finding) -> str:
    """A finding as a line, which begins with the name of its fault."""
    line = f"{finding.fault.value}: {fault_in_words(finding.fault)}: {finding.about}"
    return f"{line} ({finding.detail})" if finding.detail else line


def fault_in_words(fault: Fault) -> str:
    """What is wrong, without a capital and a full stop."""
    match fault:
        case Fault.LOST:
            return _("the server has it, and never told it")
        case Fault.DOUBLED:
            return _("the server told it twice")
        case Fault.NO_ECHO:
            return _("the server took it from the user, and did not tell the user's own windows")
        case Fault.WRONG_UNREAD:
            return _("the server counts something else as unread than there is")
        case Fault.REORDERED:
            return _("the server told it in another order than it keeps")
        case Fault.CURSOR_FORGOTTEN:
            return _("the server does not know a cursor that it gave a moment ago")
        case Fault.REFETCHED:
            return _("the client asked again for what it had been told")
        case Fault.HELD_TWICE:
            return _("the client holds a message in two places")
        case Fault.CLEARED_LATE:
            return _("the client showed as unread what was open")
        case Fault.ECHO_SHOWN:
            return _("the client showed its own message twice")
        case Fault.MADE_UP:
            return _("the client holds what nobody told it")
        case _:
            assert_never(fault)


def advice_in_words(fault: Fault) -> str:
    """What to do about it, as a sentence."""
    match fault:
        case Fault.LOST:
            return _("Look at how the server tells of what it has stored, and when it does not.")
        case Fault.DOUBLED:
            return _("Look at what the server does when it tells of something again.")
        case Fault.NO_ECHO:
            return _("Have the server tell whoever wrote something, too: in all their windows.")
        case Fault.WRONG_UNREAD:
            return _("Have the server count what is unread from the messages, each time.")
        case Fault.REORDERED:
            return _("Have the server tell of messages in the order in which it stores them.")
        case Fault.CURSOR_FORGOTTEN:
            return _("Look at how long the server keeps its log, and whether it lost some of it.")
        case (
            Fault.REFETCHED
            | Fault.HELD_TWICE
            | Fault.CLEARED_LATE
            | Fault.ECHO_SHOWN
            | Fault.MADE_UP
        ):
            return _("This is a fault of this program: report it, with a recording of it.")
        case _:
            assert_never(fault)


def difference_in_words(difference: Difference) -> str:
    """A difference as a line."""
    what = _things(difference.thing)
    if difference.held is None:
        return _("{what} {id} is missing here").format(what=what, id=difference.id)
    if difference.told is None:
        return _("{what} {id} is here, and not on the server").format(what=what, id=difference.id)
    return _("{what} {id}: {field} is {here} here, and {there} on the server").format(
        what=what,
        id=difference.id,
        field=difference.field,
        here=_shortened(difference.held),
        there=_shortened(difference.told),
    )


def _things(thing: Thing) -> str:
    match thing:
        case Thing.CONVERSATION:
            return _("conversation")
        case Thing.MEMBER:
            return _("member")
        case Thing.USER:
            return _("person")
        case Thing.MESSAGE:
            return _("message")
        case Thing.INBOX:
            return _("inbox")
        case _:
            assert_never(thing)


def _shortened(value: str) -> str:
    words = value if len(value) <= _LONGEST_VALUE else f"{value[: _LONGEST_VALUE - 1]}…"
    return words or "∅"
