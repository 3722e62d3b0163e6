"""What can be typed."""

from collections.abc import Iterator

from safespot_tui.actions.capabilities import is_offered
from safespot_tui.actions.commands import SIGN, action_named, command_name
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.i18n import N_, _
from safespot_tui.sync.messenger import Capability

OWN_COMMANDS = {
    "older": N_("Says the messages before those that were said, ten at a time."),
    "who": N_("Says who is in the conversation, who is online and who is typing."),
    "hold": N_("Keeps what comes until you type /hold again. Meanwhile nothing is marked read."),
    "announce": N_(
        "What is said unasked: “all”, “here” (the open conversation) or “mentions” (elsewhere only "
        "what names or answers you)."
    ),
}
"""What only makes sense in lines; everything else is in the registry."""


def help_lines(name: str, capabilities: frozenset[Capability]) -> Iterator[str]:
    """One line for each command, or all about one."""
    name = name.strip().removeprefix(SIGN)
    action = action_named(name)
    if name in OWN_COMMANDS:
        yield _line(name, _(OWN_COMMANDS[name]))
    elif action is not None:
        yield _line(command_name(action), _(action.title) + ". " + _(action.help))
    else:
        yield _(
            "What you type is sent to the open conversation. Commands begin with /. Those about a "
            "message take its number: “/reply 3 On my way”. Without one, the newest that fits is "
            "meant. “/help reply” says more of one. Begin with // to send a /."
        )
        for action in ACTIONS.values():
            if is_offered(action, capabilities) and not action.drawn:
                yield _line(command_name(action), _(action.title))
        for own, words in OWN_COMMANDS.items():
            yield _line(own, _(words))


def _line(name: str, words: str) -> str:
    return f"{SIGN}{name}: {words}"
