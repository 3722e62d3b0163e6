"""Actions by name, as one types them: `/reply`, `/mute 8h`.

A text that begins with `/` and a word is a command, known or not: a mistyped one is never sent to
anybody. A path is no command, since in `/home/ana` a second `/` follows; nor is what begins with
`//`, of which one is sent.

Each action has a short name, the word people would guess, and a long one that is made of its id
and never changes: `/pin` is `/conversation-pin`, and `/message-pin` is the other one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from safespot_tui.actions.action import Action
from safespot_tui.actions.registry import ACTIONS
from safespot_tui.domain.folding import fold
from safespot_tui.i18n import _

SIGN = "/"

_COMMAND = re.compile(r"/([^\s/]+)((?:\s.*)?)", re.DOTALL)
_SIGN_MEANT = re.compile(r"//[^\s/]")

_CHOSEN = {
    "conversation.next_unread": "next",
    "conversation.switch": "open",
    "conversation.next": "below",
    "conversation.previous": "above",
    "conversation.new": "new",
    "conversation.pin": "pin",
    "conversation.flag": "flag-person",
    "message.flag": "flag",
    "group.new": "group",
    "group.add_member": "invite",
    "group.remove_member": "kick",
    "inbox.all": "inbox",
    "image.send": "image",
    "insight.open": "insight",
    "image.show": "view",
    "image.save": "save",
    "moderation.add_members": "bring-in",
    "moderation.menu": "moderate",
    "moderation.mute": "mute-person",
    "moderation.remove_member": "take-out",
    "moderation.remove_message": "remove",
    "audit.open": "audit",
    "report.show": "report",
    "search.here": "find",
    "search.everywhere": "search",
    "search.older": "next-hit",
    "search.newer": "previous-hit",
    "self.rename": "nick",
    "triage.open": "queue",
    "triage.next": "done-next",
    "triage.reopen": "reopen",
}
"""Short names that are not just the last word of the id."""


class Command(Struct, frozen=True):
    """A line that asks for something: which, and with what words after it."""

    name: str
    words: str = ""


def command_in(line: str) -> Command | None:
    """What a line asks for; None if it is words to be sent."""
    found = _COMMAND.fullmatch(line.strip())
    return Command(found[1].casefold().replace("_", "-"), found[2].strip()) if found else None


def words_in(line: str) -> str:
    """The words to be sent: with `//` a message may begin with the sign of a command."""
    return line[1:] if _SIGN_MEANT.match(line) else line


def long_name(action: Action) -> str:
    """The name that is made of the id."""
    return action.id.replace(".", "-").replace("_", "-")


def short_names(actions: Iterable[Action]) -> Mapping[str, Action]:
    """The word for each action, in their order; the long name where the word is taken."""
    actions = list(actions)
    words = Counter(_last_word(action) for action in actions if action.id not in _CHOSEN)
    chosen = set(_CHOSEN.values())
    names: dict[str, Action] = {}
    for action in actions:
        word = _CHOSEN.get(action.id, _last_word(action))
        taken = action.id not in _CHOSEN and (word in chosen or words[word] > 1)
        names[long_name(action) if taken else word] = action
    return names


def _last_word(action: Action) -> str:
    return action.id.rpartition(".")[2].replace("_", "-")


COMMANDS: Mapping[str, Action] = short_names(ACTIONS.values())
"""By the name that is shown."""

_LONG: Mapping[str, Action] = {long_name(action): action for action in ACTIONS.values()}


def action_named(name: str) -> Action | None:
    """The action that a name, or the beginning of just one, stands for."""
    found = COMMANDS.get(name) or _LONG.get(name) or _titled(name)
    if found is not None or not name:
        return found
    meant = [action for word, action in COMMANDS.items() if word.startswith(name)]
    return meant[0] if len(meant) == 1 else None


def title_name(action: Action) -> str:
    """What an action is called in the user's language, as one would type it: `silenciar`."""
    return "-".join(re.findall(r"\w+", fold(_(action.title))))


def _titled(name: str) -> Action | None:
    meant = [action for action in ACTIONS.values() if title_name(action) == fold(name)]
    return meant[0] if len(meant) == 1 else None


def command_name(action: Action) -> str:
    """What to type for an action, without the sign."""
    return next(name for name, named in COMMANDS.items() if named.id == action.id)


def completions(beginning: str) -> Sequence[str]:
    """The names that begin so, in the order of the registry."""
    return [name for name in COMMANDS if name.startswith(beginning)]
