"""The rows that the facts leave: each thing in one place, and what is touched when it changes."""

from collections.abc import Iterable

from msgspec import structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.event import Entities, MemberChanges, changed
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.user import User
from safespot_tui.store import keys
from safespot_tui.store.keys import Key
from safespot_tui.store.timeline import Timeline, gap_anchor, is_gap


def newest(held: Message, told: Message) -> Message:
    """What is newer of one message: what all see of it, and the user's star, each for itself."""
    if told.revision < held.revision and told.star_revision <= held.star_revision:
        return held
    star = told if told.star_revision >= held.star_revision else held
    return structs.replace(
        told if told.revision >= held.revision else held,
        delivered=told.delivered or held.delivered,
        read=told.read or held.read,
        starred=star.starred,
        star_revision=star.star_revision,
    )


class Rows:
    """What is held, by id. Every change adds the keys it touched to `touched`."""

    def __init__(self) -> None:
        self.me: UserId | None = None
        self.conversations: dict[ConversationId, Conversation] = {}
        self.members: dict[ConversationId, dict[UserId, Member]] = {}
        self.messages: dict[MessageId, Message] = {}
        self.users: dict[UserId, User] = {}
        self.reports: dict[ReportId, Report] = {}
        self.account = Account()
        self.cases: dict[ConversationId, Case] = {}
        self.timelines: dict[ConversationId, Timeline] = {}
        self.typing: dict[ConversationId, tuple[UserId, ...]] = {}
        self.online: set[UserId] = set()
        self.touched: set[Key] = set()
        self.arrivals: list[MessageId] = []

    def put(self, entities: Entities) -> None:
        """Hold these entities, which are as new as what is held or newer."""
        for user in entities.users:
            self._put_user(user)
        for report in entities.reports:
            if self.reports.get(report.id) != report:
                self.reports[report.id] = report
                self.touched.add(keys.report(report.id))
        for case in entities.cases:
            self._put_case(case)
        for conversation in entities.conversations:
            self._put_conversation(conversation)
        for member in entities.members:
            self._put_member(member)
        for message in entities.messages:
            self.put_message(message)

    def learn(self, entities: Entities) -> None:
        """Hold those of these entities that are not known yet; the known may be newer."""
        new_conversations = {
            conversation.id
            for conversation in entities.conversations
            if conversation.id not in self.conversations
        }
        self.put(
            Entities(
                users=tuple(user for user in entities.users if user.id not in self.users),
                reports=tuple(r for r in entities.reports if r.id not in self.reports),
                conversations=tuple(c for c in entities.conversations if c.id in new_conversations),
                members=tuple(
                    m for m in entities.members if m.conversation_id in new_conversations
                ),
                messages=entities.messages,
            )
        )

    def put_message(self, message: Message) -> None:
        """Hold of a message what is newer than what is held; its timeline is left as it is."""
        held = self.messages.get(message.id)
        if held is not None:
            message = newest(held, message)
        if message != held:
            self.messages[message.id] = message
            self.touched.add(keys.message(message.id))

    def forget(self, conversation_id: ConversationId, kept: int) -> None:
        """Hold of a conversation the newest messages only, and what is pinned there."""
        timeline = self.timelines.get(conversation_id)
        conversation = self.conversations.get(conversation_id)
        if timeline is None or conversation is None:
            return
        version = timeline.version
        stays = conversation.pinned_message_id, conversation.last_message_id
        for message_id in timeline.forget(kept):
            if message_id not in stays:
                self.messages.pop(message_id, None)
        self._touch_timeline(conversation_id, timeline, version)

    def timeline(self, conversation_id: ConversationId) -> Timeline:
        """The rows of a conversation; at least its last message, where that is known."""
        timeline = self.timelines.get(conversation_id)
        if timeline is None:
            timeline = self.timelines[conversation_id] = Timeline()
            conversation = self.conversations.get(conversation_id)
            last_id = conversation.last_message_id if conversation else None
            last = self.messages.get(last_id) if last_id else None
            if last is not None:
                timeline.merge([last], has_older=True, has_newer=False)
        return timeline

    def others(self, conversation_id: ConversationId) -> Iterable[Member]:
        """The members of a conversation but for the user."""
        for member in self.members.get(conversation_id, {}).values():
            if member.user_id != self.me:
                yield member

    def _held(self, message_id: MessageId | None) -> list[Message]:
        message = self.messages.get(message_id) if message_id else None
        return [message] if message else []

    def _put_conversation(self, conversation: Conversation) -> None:
        if self.conversations.get(conversation.id) != conversation:
            self.conversations[conversation.id] = conversation
            self.touched.add(keys.conversation(conversation.id))

    def put_account(self, account: Account) -> None:
        """Hold what the user is; who moderates no more has no cases."""
        if account != self.account:
            self.account = account
            self.touched.add(keys.ACCOUNT)
        if not account.standing.moderates:
            for conversation_id in tuple(self.cases):
                del self.cases[conversation_id]
                self.touched |= {keys.CASES, keys.case(conversation_id)}

    def _put_case(self, case: Case) -> None:
        held = self.cases.get(case.conversation_id)
        if held is None or (held.revision <= case.revision and held != case):
            self.cases[case.conversation_id] = case
            self.touched |= {keys.CASES, keys.case(case.conversation_id)}

    def _put_user(self, user: User) -> None:
        if self.users.get(user.id) != user:
            self.users[user.id] = user
            self.touched.add(keys.user(user.id))

    def _put_member(self, member: Member) -> None:
        members = self.members.setdefault(member.conversation_id, {})
        held = members.get(member.user_id)
        if held == member:
            return
        members[member.user_id] = member
        self._touch_member(member.conversation_id, member.user_id)

    def _change_member(
        self, conversation_id: ConversationId, user_id: UserId, changes: MemberChanges
    ) -> None:
        held = self.members.get(conversation_id, {}).get(user_id)
        if held is None:
            return
        member, last_read = changed(held, changes), changes.last_read_message_id or None
        if member.read_position <= held.read_position:
            # An answer says how far was read, and not which message that was: what is told of the
            # same place fills that in, and nothing older.
            is_there = member.read_position == held.read_position
            last_read = held.last_read_message_id or (last_read if is_there else None)
        self._put_member(
            structs.replace(
                member,
                read_position=max(held.read_position, member.read_position),
                delivered_position=max(held.delivered_position, member.delivered_position),
                last_read_message_id=last_read,
            )
        )

    def _remove_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        if user_id == self.me:
            self._remove_conversation(conversation_id)
            self._remove_own_case(conversation_id)
        elif self.members.get(conversation_id, {}).pop(user_id, None):
            self._touch_member(conversation_id, user_id)

    def _remove_own_case(self, conversation_id: ConversationId) -> None:
        """One that nobody reported was a case to who is in it only."""
        case = self.cases.get(conversation_id)
        if case is not None and case.report_id is None and not case.flags:
            del self.cases[conversation_id]
            self.touched |= {keys.CASES, keys.case(conversation_id)}

    def _remove_conversation(self, conversation_id: ConversationId) -> None:
        if self.conversations.pop(conversation_id, None) is None:
            return
        for user_id in self.members.pop(conversation_id, {}):
            self._touch_member(conversation_id, user_id)
        self.timelines.pop(conversation_id, None)
        # Also those without a row: a conversation that was never opened has its last message.
        for message in [m for m in self.messages.values() if m.conversation_id == conversation_id]:
            del self.messages[message.id]
            self.touched.add(keys.message(message.id))
        self.typing.pop(conversation_id, None)
        self.touched |= {keys.conversation(conversation_id), keys.timeline(conversation_id)}

    def _set_typing(
        self, conversation_id: ConversationId, user_id: UserId, *, typing: bool
    ) -> None:
        held = self.typing.get(conversation_id, ())
        if typing == (user_id in held) or conversation_id not in self.conversations:
            return
        rest = tuple(other for other in held if other != user_id)
        self.typing[conversation_id] = (*rest, user_id) if typing else rest
        self.touched.add(keys.typing(conversation_id))

    def forget_presence(self) -> None:
        """Nobody is there to say who is online, and who types."""
        for user_id in tuple(self.online):
            self._set_online(user_id, online=False)
        for conversation_id, users in tuple(self.typing.items()):
            for user_id in tuple(users):
                self._set_typing(conversation_id, user_id, typing=False)

    def _set_online(self, user_id: UserId, *, online: bool) -> None:
        if online == (user_id in self.online):
            return
        if online:
            self.online.add(user_id)
        else:
            self.online.discard(user_id)
        self.touched.add(keys.presence(user_id))

    def _touch_member(self, conversation_id: ConversationId, user_id: UserId) -> None:
        self.touched |= {
            keys.members(conversation_id),
            keys.member(conversation_id, user_id),
        }
        if user_id == self.me:
            self.touched.add(keys.conversation(conversation_id))

    def _touch_timeline(
        self, conversation_id: ConversationId, timeline: Timeline, version: int
    ) -> None:
        """Note what changed since `version`; a gap is kept with the message after it.

        So a message is touched when it gets a row, and when the row before it is another.
        """
        if timeline.version == version:
            return
        self.touched.add(keys.timeline(conversation_id))
        for splice in timeline.splices_since(version) or ():
            end = splice.index + len(splice.inserted)
            for row in (*splice.inserted, *timeline.rows[end : end + 1]):
                self.touched.add(keys.message(gap_anchor(row) if is_gap(row) else MessageId(row)))

    def _touch_all(self) -> None:
        self.touched |= {keys.ACCOUNT, keys.INBOX}
        self.touched.update(
            keys.conversation(conversation_id) for conversation_id in self.conversations
        )
        self.touched.update(
            keys.timeline(conversation_id) for conversation_id in self.conversations
        )
        self.touched.update(keys.message(message_id) for message_id in self.messages)
        self.touched.update(keys.user(user_id) for user_id in self.users)
        self.touched.update(keys.report(report_id) for report_id in self.reports)
        self.touched.add(keys.CASES)
        self.touched.update(keys.case(conversation_id) for conversation_id in self.cases)
        for conversation_id, members in self.members.items():
            self.touched.add(keys.members(conversation_id))
            self.touched.update(keys.member(conversation_id, user_id) for user_id in members)
