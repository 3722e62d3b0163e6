"""What can be completed: emoji, people, commands."""

from collections.abc import Callable, Iterable

from safespot_tui.actions.action import Action
from safespot_tui.actions.capabilities import is_offered
from safespot_tui.actions.commands import COMMANDS, title_name
from safespot_tui.actions.registry import first_key
from safespot_tui.domain.folding import fold
from safespot_tui.domain.ids import ConversationId
from safespot_tui.domain.user import User
from safespot_tui.i18n import _
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger
from safespot_tui.tui.fuzzy import match
from safespot_tui.tui.screens.row_list import ListRow
from safespot_tui.tui.writing.completion import MOST_OPTIONS, Completer, Offer, Option
from safespot_tui.tui.writing.tokens import command_at, emoji_at, finished_emoji_at, mention_at


def complete_emoji(before: str) -> Offer | None:
    """`:smi` may be 😄."""
    typed = emoji_at(before)
    if not typed:
        return None
    from safespot_tui.tui.writing.emoji_names import emoji_row, search

    return _offer(
        typed,
        (Option(emoji_row(emoji), emoji.character) for emoji in search(typed, MOST_OPTIONS)),
    )


def finish_emoji(before: str) -> Offer | None:
    """`:smile:` is 😄."""
    typed = finished_emoji_at(before)
    if not typed:
        return None
    from safespot_tui.tui.writing.emoji_names import by_shortcode, emoji_row

    emoji = by_shortcode(typed)
    return Offer(typed, [Option(emoji_row(emoji), emoji.character)]) if emoji else None


def mention_completer(store: Store, where: Callable[[], ConversationId | None]) -> Completer:
    """`@an` may be Ana: members of the conversation `where` one writes, then who else is known."""

    def complete(before: str) -> Offer | None:
        typed = mention_at(before)
        conversation_id = where()
        if not typed or conversation_id is None:
            return None
        there = {member.user_id for member in store.others(conversation_id)}
        found = [
            (user.id not in there, -fit[0], user, fit[1])
            for user in store.users()
            if user.id != store.me
            and user.alias
            and (fit := match(typed[1:], user.alias)) is not None
        ]
        # A bare “@” asks for who is here; of everybody else one has to know a letter.
        found = [hit for hit in found if typed != "@" or not hit[0]]
        found.sort(key=lambda hit: (*hit[:2], fold(hit[2].alias)))
        return _offer(typed, (_mention(*hit) for hit in found[:MOST_OPTIONS]))

    return complete


def _mention(elsewhere: bool, _score: int, user: User, places: Iterable[int]) -> Option:
    detail = _("not in this conversation") if elsewhere else ""
    row = ListRow(user.alias, detail, found=tuple(places))
    return Option(row, f"@{user.alias} ")


def command_completer(messenger: Messenger) -> Completer:
    """`/mu` may be `/mute`: by its name, or by what it is called in the user's language."""

    def complete(before: str) -> Offer | None:
        typed = command_at(before)
        if not typed:
            return None
        found: list[tuple[int, Option]] = []
        for name, action in COMMANDS.items():
            rank = _rank(typed[1:].replace("_", "-"), name, action)
            if rank is not None and is_offered(action, messenger.capabilities):
                found.append((rank, _command(name, action)))
        found.sort(key=lambda hit: hit[0])
        return _offer(typed, (option for _rank_, option in found[:MOST_OPTIONS]))

    return complete


def _rank(typed: str, name: str, action: Action) -> int | None:
    """What begins so comes first, then what begins so in the user's language, or a word of it."""
    if name.startswith(typed.casefold()):
        return 0
    if title_name(action).startswith(fold(typed)):
        return 1
    return 2 if f"-{fold(typed)}" in title_name(action) else None


def _command(name: str, action: Action) -> Option:
    words = _(action.words) if action.words else ""
    row = ListRow(f"/{name} {words}".rstrip(), _(action.title), first_key(action))
    return Option(row, f"/{name} " if action.on_words else f"/{name}")


def _offer(typed: str, options: Iterable[Option]) -> Offer | None:
    listed = list(options)
    return Offer(typed, listed) if listed else None
