"""Who talks to whom."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from safespot_tui.domain.ids import UserId
from safespot_tui.domain.member import Role
from safespot_tui.domain.text import SafeText
from tests.convergence.machine.draws import EMOJIS, PLACES, WINDOWS, WORDS
from tests.convergence.machine.example import Example


class Conversations(Example):
    """Groups and their members, names and icons."""

    @rule(window=WINDOWS, who=PLACES, joins=st.booleans())
    def join_or_leave(self, window: int, who: int, joins: bool) -> None:
        """Somebody is brought into a group, taken out of it, or leaves."""
        client = self._client(window)
        group = self._group(client)
        if group is not None:
            user_id = UserId(self.town.server.user_ids[who])
            if joins:
                client.run(client.engine.add_members(group, [user_id]))
            else:
                client.run(client.engine.remove_member(group, user_id))
        self._done()

    @rule(
        window=WINDOWS, who=PLACES, role=st.sampled_from([role for role in Role if role.takes_part])
    )
    def give_role(self, window: int, who: int, role: Role) -> None:
        client = self._client(window)
        group = self._group(client)
        if group is not None:
            user_id = UserId(self.town.server.user_ids[who])
            client.run(client.engine.set_role(group, user_id, role))
        self._done()

    @rule(window=WINDOWS, who=PLACES, name=WORDS)
    def create(self, window: int, who: int, name: str) -> None:
        """A conversation of two where there is none, else a group."""
        client = self._client(window)
        user_id = UserId(self.town.server.user_ids[who])
        if user_id != client.user_id:
            if name == "ok":
                client.run(client.engine.create_dm(user_id))
            elif len(client.store.base_entities().conversations) < 4:
                client.run(client.engine.create_group(SafeText(name), [user_id]))
        self._done()

    @rule(window=WINDOWS, icon=EMOJIS)
    def give_icon(self, window: int, icon: str) -> None:
        client = self._client(window)
        group = self._group(client)
        if group is not None:
            client.run(client.engine.set_icon(group, SafeText(icon)))
        self._done()

    @rule(window=WINDOWS, name=WORDS, oneself=st.booleans())
    def rename(self, window: int, name: str, oneself: bool) -> None:
        client = self._client(window)
        group = self._group(client)
        if oneself:
            client.run(client.engine.rename_self(SafeText(f"{name} {client.user_id[:4]}")))
        elif group is not None:
            client.run(client.engine.rename_conversation(group, SafeText(name)))
        self._done()
