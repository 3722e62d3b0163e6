"""What one transaction writes, and how it is gathered from the store."""

from collections.abc import Iterable

from msgspec import Struct

from safespot_tui.domain.account import Account
from safespot_tui.domain.case import Case
from safespot_tui.domain.conversation import Conversation
from safespot_tui.domain.draft import Draft
from safespot_tui.domain.event import Entities, MessageDeleted, MessageUpdated
from safespot_tui.domain.ids import ConversationId, Cursor, MessageId, ReportId, UserId, is_temp
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.member import Member
from safespot_tui.domain.message import Message
from safespot_tui.domain.report import Report
from safespot_tui.domain.user import User
from safespot_tui.store.keys import Key
from safespot_tui.store.store import Store

Amendment = MessageUpdated | MessageDeleted
"""A change of a message that is in the archive only, not in memory."""


class MessageRow(Struct, frozen=True):
    """A message and whether something may be missing just before it.

    `gap_before` is None where memory does not know: a row that is stored already keeps what it
    says, a new one is stored with a gap.
    """

    message: Message
    gap_before: bool | None


class Facts(Struct, frozen=True):
    """What the server said, to be made durable together with the cursor that covers it."""

    me: UserId
    cursor: Cursor | None
    conversations: tuple[Conversation, ...] = ()
    members: tuple[Member, ...] = ()
    users: tuple[User, ...] = ()
    reports: tuple[Report, ...] = ()
    account: Account | None = None
    """None: as it was."""
    cases: tuple[Case, ...] = ()
    messages: tuple[MessageRow, ...] = ()
    gone_conversations: tuple[ConversationId, ...] = ()
    """Also one that was left and joined again: what was stored before is void."""
    gone_members: tuple[tuple[ConversationId, UserId], ...] = ()
    gone_cases: tuple[ConversationId, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    whole: bool = False
    """These are all conversations, members, users, reports and cases that there are."""
    reset: bool = False
    """Stored messages are void, too; `whole` goes with it."""


class Wishes(Struct, frozen=True):
    """What became of the user's intents, drafts and local cases; every window writes its own."""

    settled: tuple[int, ...] = ()
    items: tuple[OutboxItem, ...] = ()
    drafts: tuple[Draft, ...] = ()
    cases: tuple[Case, ...] = ()
    """Those that no server keeps."""
    gone_cases: tuple[ConversationId, ...] = ()


NO_WISHES = Wishes()


def is_stored(key: Key) -> bool:
    """Whether the value under a key has a row; most of what moves on a screen has none."""
    match key:
        case ("messages", "detail", identifier):
            return not is_temp(MessageId(identifier))
        case ("conversations", "detail", _) | ("members", _, _) | ("users", _) | ("reports", _):
            return True
        case ("account",) | ("cases", "detail", _):
            return True
        case _:
            return False


def changed_facts(
    store: Store,
    me: UserId,
    cursor: Cursor | None,
    keys: Iterable[Key],
    amendments: tuple[Amendment, ...] = (),
    left: Iterable[ConversationId] = (),
) -> Facts:
    """The base rows under `keys` as the store has them now; what it has not is gone.

    Keys that have no row (`is_stored`) are passed over. `left` are conversations that the user has
    left, even if they are back by now.
    """
    conversations: list[Conversation] = []
    members: list[Member] = []
    users: list[User] = []
    reports: list[Report] = []
    cases: list[Case] = []
    gone_cases: list[ConversationId] = []
    account: Account | None = None
    messages: list[MessageRow] = []
    gone_conversations = list(left)
    gone_members: list[tuple[ConversationId, UserId]] = []
    for key in filter(is_stored, keys):
        match key:
            case ("conversations", "detail", identifier):
                conversation = store.conversation(ConversationId(identifier))
                if conversation is None:
                    gone_conversations.append(ConversationId(identifier))
                else:
                    conversations.append(conversation)
            case ("members", identifier, user_id):
                place = ConversationId(identifier), UserId(user_id)
                member = store.base_member(*place)
                if member is None:
                    gone_members.append(place)
                else:
                    members.append(member)
            case ("messages", "detail", identifier):
                message = store.base_message(MessageId(identifier))
                # One that memory does not hold is touched, too, by a wish about it. What the file
                # has of it stays: a message goes only with its conversation.
                if message is not None:
                    messages.append(MessageRow(message, store.follows_gap(message)))
            case ("users", identifier):
                user = store.user(UserId(identifier))
                if user is not None:
                    users.append(user)
            case ("reports", identifier):
                report = store.report(ReportId(identifier))
                if report is not None:
                    reports.append(report)
            case ("account",):
                account = store.account
            case ("cases", "detail", identifier):
                found = store.case(ConversationId(identifier))
                if found is None:
                    gone_cases.append(ConversationId(identifier))
                else:
                    cases.append(found)
            case _:
                pass
    return Facts(
        me=me,
        cursor=cursor,
        conversations=tuple(conversations),
        members=tuple(members),
        users=tuple(users),
        reports=tuple(reports),
        account=account,
        cases=tuple(cases),
        gone_cases=tuple(gone_cases),
        messages=tuple(messages),
        gone_conversations=tuple(gone_conversations),
        gone_members=tuple(gone_members),
        amendments=amendments,
    )


def all_facts(
    store: Store,
    me: UserId,
    cursor: Cursor | None,
    amendments: tuple[Amendment, ...] = (),
    left: Iterable[ConversationId] = (),
    *,
    reset: bool,
) -> Facts:
    """Everything the store has. With `reset`, stored messages that it has not are void.

    `left` is as for `changed_facts`.
    """
    entities: Entities = store.base_entities()
    return Facts(
        me=me,
        cursor=cursor,
        conversations=entities.conversations,
        members=entities.members,
        users=entities.users,
        reports=entities.reports,
        account=store.account,
        cases=entities.cases,
        messages=tuple(
            MessageRow(message, store.follows_gap(message)) for message in entities.messages
        ),
        gone_conversations=tuple(left),
        amendments=amendments,
        whole=True,
        reset=reset,
    )
