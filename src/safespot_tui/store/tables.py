"""The base tables: what a server has said."""

from msgspec import structs

from safespot_tui.domain.account import Account
from safespot_tui.domain.conversation import ConversationType
from safespot_tui.domain.event import (
    AccountUpdated,
    CaseUpdated,
    ConversationCreated,
    ConversationUpdated,
    Entities,
    Event,
    HistoryPage,
    MemberChanges,
    MemberJoined,
    MemberLeft,
    MemberUpdated,
    MessageChanges,
    MessageCreated,
    MessageDeleted,
    MessageDelivered,
    MessagesListed,
    MessageUpdated,
    PresenceChanged,
    Snapshot,
    TypingChanged,
    UserUpdated,
    changed,
)
from safespot_tui.domain.ids import MessageId, UserId
from safespot_tui.domain.message import Message, MessageType
from safespot_tui.domain.ordering import message_order
from safespot_tui.domain.text import SafeText
from safespot_tui.store import keys
from safespot_tui.store.rows import Rows
from safespot_tui.store.timeline import Timeline


class Tables(Rows):
    """The rows, and how they follow what a server says."""

    def apply(self, event: Event) -> None:
        """Obey one event. Applying it again, or one older than what is held, does nothing."""
        match event:
            case MessageCreated():
                self._create_message(event)
            case MessageUpdated():
                self._change_message(event.message_id, event.changes)
            case MessageDeleted():
                self._change_message(
                    event.message_id,
                    MessageChanges(
                        revision=event.revision,
                        content=SafeText(""),
                        caption=SafeText(""),
                        deleted_at=event.deleted_at,
                        removal=event.removal,
                        reactions=(),
                    ),
                )
            case MessagesListed():
                self._bury_unlisted(event)
            case ConversationCreated():
                self._create_conversation(event)
            case ConversationUpdated():
                conversation = self.conversations.get(event.conversation_id)
                if conversation is not None:
                    self.put(event.entities)
                    self._put_conversation(changed(conversation, event.changes))
            case MemberJoined():
                self.put(event.entities)
                if event.member.conversation_id in self.conversations:
                    self._put_member(event.member)
            case MemberLeft():
                self._remove_member(event.conversation_id, event.user_id)
            case MemberUpdated():
                self._change_member(event.conversation_id, event.user_id, event.changes)
            case MessageDelivered():
                self._change_member(
                    event.conversation_id,
                    event.user_id,
                    MemberChanges(delivered_position=event.position),
                )
            case UserUpdated():
                user = self.users.get(event.user_id)
                if user is not None:
                    self._put_user(changed(user, event.changes))
            case AccountUpdated():
                self.put_account(event.account)
            case CaseUpdated():
                self.learn(Entities(users=event.entities.users, reports=event.entities.reports))
                self.put(Entities(cases=(event.case,)))
            case TypingChanged():
                self._set_typing(event.conversation_id, event.user_id, typing=event.typing)
            case PresenceChanged():
                self._set_online(event.user_id, online=event.online)

    def replace_all(self, snapshot: Snapshot) -> None:
        """Forget everything and hold what the snapshot says."""
        self._touch_all()
        self.me = snapshot.me
        for table in (
            self.conversations,
            self.members,
            self.messages,
            self.users,
            self.reports,
            self.cases,
            self.timelines,
            self.typing,
        ):
            table.clear()
        self.put_account(snapshot.account)
        self.put(snapshot.entities)
        self.online = set(snapshot.online)
        self._touch_all()

    def restore(self, me: UserId, account: Account, entities: Entities) -> None:
        """Hold what an archive held, in tables that are empty: nothing is older, nobody watches."""
        self.me = me
        self.account = account
        self.cases = {case.conversation_id: case for case in entities.cases}
        self.users = {user.id: user for user in entities.users}
        self.reports = {report.id: report for report in entities.reports}
        self.conversations = {one.id: one for one in entities.conversations}
        self.messages = {message.id: message for message in entities.messages}
        for member in entities.members:
            self.members.setdefault(member.conversation_id, {})[member.user_id] = member
        self.touched |= {keys.ACCOUNT, keys.INBOX, keys.CASES}

    def merge(self, page: HistoryPage) -> None:
        """Take in a contiguous piece of a conversation's history."""
        if page.conversation_id not in self.conversations:
            return
        self.learn(Entities(users=page.users))
        for message in page.messages:
            self.put_message(message)
        timeline = self.timeline(page.conversation_id)
        version = timeline.version
        older, newer = self._held(page.after), self._held(page.before)
        timeline.merge(
            [*older, *page.messages, *newer],
            has_older=page.has_older or bool(older),
            has_newer=page.has_newer or bool(newer),
        )
        self._touch_timeline(page.conversation_id, timeline, version)
        conversation = self.conversations[page.conversation_id]
        if conversation.last_message_id is None and page.messages and not page.has_newer:
            last = page.messages[-1]
            self._put_conversation(
                structs.replace(
                    conversation,
                    last_message_id=last.id,
                    last_message_at=last.created_at,
                    preview=None,
                )
            )

    def add_to_timeline(
        self, message: Message, *, replaces: MessageId | None = None, reads: bool = True
    ) -> bool:
        """Give a live message its row; whether it is new there.

        With `reads`, who wrote it has read what is above.
        """
        known = message.conversation_id in self.timelines
        timeline = self.timeline(message.conversation_id)
        version = timeline.version
        if not known and timeline.newest == message.id:
            added = False
        elif timeline.newest is None:
            timeline.merge([message], has_older=not self._is_first(message), has_newer=False)
            added = True
        else:
            added = timeline.append(message, replaces)
            if timeline.rows[0] == message.id and not self._is_first(message):
                # It came late, above all that is held: only what is below it is known.
                timeline.open_gap_before(message)
        self._touch_timeline(message.conversation_id, timeline, version)
        self._advance_last_message(message, reads=reads)
        return added

    def _create_message(self, event: MessageCreated) -> None:
        message = event.message
        if message.conversation_id not in self.conversations:
            return
        self.put(event.entities)
        if message.id not in self.messages:
            self.put_message(message)
        # The own sends are given their row by the store, which knows the pending one it replaces.
        if message.sender_id == self.me:
            return
        if (
            self.add_to_timeline(message, reads=event.reads)
            and message.type is not MessageType.SYSTEM
        ):
            self.arrivals.append(message.id)
        if message.sender_id is not None:
            self._set_typing(message.conversation_id, message.sender_id, typing=False)

    def _change_message(self, message_id: MessageId, changes: MessageChanges) -> None:
        message = self.messages.get(message_id)
        if message is not None:
            self.put_message(changed(message, changes))

    def _bury_unlisted(self, event: MessagesListed) -> None:
        """What was held, and is not among the listed messages, became a tombstone."""
        timeline = self.timelines.get(event.conversation_id)
        if timeline is None:
            return
        listed = set(event.message_ids)
        for row in list(timeline.rows):
            held = self.messages.get(MessageId(row))
            if (
                held is not None
                and held.id not in listed
                and held.deleted_at is None
                and held.created_at < event.settled_before
            ):
                self.apply(
                    MessageDeleted(
                        held.id,
                        held.conversation_id,
                        deleted_at=event.settled_before,
                        revision=held.revision,
                    )
                )

    def _create_conversation(self, event: ConversationCreated) -> None:
        if event.conversation.id in self.conversations:
            return
        self._put_conversation(event.conversation)
        self.put(event.entities)
        timeline = self.timelines[event.conversation.id] = Timeline()
        last = self.messages.get(event.conversation.last_message_id or MessageId(""))
        if last is not None:
            timeline.merge([last], has_older=not self._is_first(last), has_newer=False)
        self.touched.add(keys.timeline(event.conversation.id))

    def _is_first(self, message: Message) -> bool:
        """Whether nothing can come before this message."""
        if message.type is MessageType.SYSTEM:
            return message.notice is not None and message.notice.kind == "created"
        conversation = self.conversations[message.conversation_id]
        return conversation.type is ConversationType.DM and message.position == 1

    def _advance_last_message(self, message: Message, *, reads: bool) -> None:
        """The conversation points at its newest message, up to which its sender has read."""
        conversation = self.conversations[message.conversation_id]
        last = self.messages.get(conversation.last_message_id or MessageId(""))
        is_newest = last is None or message_order(last) <= message_order(message)
        self._put_conversation(
            structs.replace(
                conversation,
                last_message_id=message.id if is_newest else conversation.last_message_id,
                last_message_at=message.created_at if is_newest else conversation.last_message_at,
                head_position=max(conversation.head_position, message.position),
            )
        )
        if message.sender_id is not None and reads:
            self._change_member(
                message.conversation_id,
                message.sender_id,
                MemberChanges(
                    last_read_message_id=message.id,
                    read_position=message.position,
                    delivered_position=message.position,
                ),
            )
