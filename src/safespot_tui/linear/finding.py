"""Finding a conversation or a person by what was typed: a number of a list, or a name."""

from collections.abc import Callable, Sequence

from safespot_tui.actions.asking import Choice
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.ids import ConversationId, UserId
from safespot_tui.domain.user import User
from safespot_tui.i18n import _
from safespot_tui.linear.asking import Asker
from safespot_tui.linear.wording import title_of
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger


class Finder:
    """Asks for a name until just one is meant, or none."""

    def __init__(self, messenger: Messenger, asker: Asker, say: Callable[[str], None]) -> None:
        self._messenger = messenger
        self._store: Store = messenger.store
        self._asker = asker
        self._say = say
        self.listed: Sequence[ConversationId] = ()
        """The list that was said last: its numbers can be typed."""

    async def destination(self) -> ConversationId | User | None:
        """A conversation, or somebody to begin one with."""
        words = await self._asker.text(_("Which one? A number of the list, or a name."))
        if words is None:
            return None
        if words.isdecimal() and 1 <= int(words) <= len(self.listed):
            return self.listed[int(words) - 1]
        store, meant = self._store, words.casefold()
        ids = (*store.inbox(), *store.inbox(archived=True))
        found = [i for i in ids if meant in title_of(store, i).casefold()]
        exact = [i for i in found if meant == title_of(store, i).casefold()]
        if exact or found:
            choices = [Choice(i, title_of(store, i)) for i in exact or found]
            chosen = await self._one_of(_("Which one?"), choices)
            return ConversationId(chosen) if chosen is not None else None
        return await self._person(words, self._strangers(meant))

    async def person(self, title: str, without: Sequence[UserId] = ()) -> User | None:
        """Somebody found by alias; the server is asked."""
        question = _("Whom? Some letters of the alias.")
        words = await self._asker.text(f"{title}. {question}")
        if words is None:
            return None
        people = await self._messenger.search_users(words)
        return await self._person(words, [p for p in people if p.id not in without])

    async def people(self, title: str, without: Sequence[UserId]) -> Sequence[UserId]:
        """Some people, one after the other, or with commas between them."""
        question = _("Whom? Aliases, with commas between them.")
        words = await self._asker.text(f"{title}. {question}")
        chosen: list[UserId] = []
        for alias in (words or "").split(","):
            if alias.strip():
                found = await self._messenger.search_users(alias.strip())
                free = [p for p in found if p.id not in (*without, *chosen)]
                person = await self._person(alias.strip(), free)
                if person is not None:
                    chosen.append(person.id)
        return chosen

    def _strangers(self, meant: str) -> Sequence[User]:
        """Known people with whom there is no conversation between two yet."""
        store = self._store
        spoken_to = {
            member.user_id
            for conversation_id in (*store.inbox(), *store.inbox(archived=True))
            if (conversation := store.conversation(conversation_id)) is not None
            and conversation.type is ConversationType.DM
            for member in store.members(conversation_id)
        }
        users = store.base_entities().users
        return [u for u in users if u.id not in spoken_to and meant in u.alias.casefold()]

    async def _person(self, words: str, people: Sequence[User]) -> User | None:
        people = [p for p in people if p.id != self._store.me]
        exact = [p for p in people if p.alias.casefold() == words.casefold()]
        candidates = exact or people
        if not candidates:
            self._say(_("Nobody and nothing is called “{words}”.").format(words=words))
            return None
        chosen = await self._one_of(_("Who?"), [Choice(p.id, p.alias) for p in candidates])
        return next((p for p in candidates if p.id == chosen), None)

    async def _one_of(self, title: str, choices: Sequence[Choice]) -> str | None:
        if len(choices) == 1:
            return choices[0].value
        return await self._asker.choice(title, choices)
