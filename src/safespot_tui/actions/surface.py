"""What an action may ask of the screen, and what it acts on there."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from safespot_tui.actions.asking import Asking
from safespot_tui.actions.filters import Part
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.round import Round
from safespot_tui.domain.ids import ConversationId, MessageId, ReportId, UserId
from safespot_tui.domain.intent import OutboxItem
from safespot_tui.domain.links import Link
from safespot_tui.domain.message import Message
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.domain.text import SafeText
from safespot_tui.store.store import Store
from safespot_tui.sync.messenger import Messenger

if TYPE_CHECKING:
    from safespot_tui.actions.wall import OnWall
    from safespot_tui.domain.revision import Revision
    from safespot_tui.evidence.style import Form
    from safespot_tui.insight.period import Period
    from safespot_tui.watching.watch import Watch


class Surface(Asking, Protocol):
    """What an action may ask of the screen."""

    def open(self, conversation_id: ConversationId) -> None:
        """Show a conversation, to be written in."""
        ...

    def open_next(self, conversation_id: ConversationId) -> None:
        """Show what comes next in the queue: who chose there reads on, who wrote writes."""
        ...

    @property
    def round(self) -> Round | None:
        """The walk through what is unread that is under way; `open` ends it."""
        ...

    def begin_round(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        ...

    def visit(self, conversation_id: ConversationId, walk: Round) -> None:
        """Show a conversation as a part of a walk, which is under way from then on."""
        ...

    def end_round(self) -> None:
        """Bring the user back to where the walk began, and say what is unread still."""
        ...

    def beside(self, step: int) -> ConversationId | None:
        """The conversation some rows below (above, if negative) the current one in the inbox."""
        ...

    def show_filter(self, chosen: Part) -> None:
        """Show a part of the inbox."""
        ...

    @property
    def folders(self) -> Sequence[Folder]:
        """The parts of the inbox that the user made up."""
        ...

    def focus_next_pane(self) -> None:
        """Move the keyboard to the other pane."""
        ...

    def go_back(self) -> None:
        """Leave what is in front: a reply, a selection, the conversation."""
        ...

    def start_reply(self, message_id: MessageId) -> None:
        """Let the user answer a message."""
        ...

    def start_edit(self, message_id: MessageId) -> bool:
        """Let the user give an own message other words; whether that is possible."""
        ...

    def select_message(self) -> None:
        """Let the user choose a message."""
        ...

    def scroll_to_newest(self) -> None:
        """Show the end of the conversation."""
        ...

    async def jump_to(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Show a message of a conversation and select it; it is fetched where it is not loaded.

        Raises a `GatewayError`. That it is not there any more is said.
        """
        ...

    async def jump_back(self) -> None:
        """Show what was on the screen before the last jump; that there was none is said."""
        ...

    async def next_hit(self, by: int) -> Message | None:
        """The hit of the last search that is so many further; None past either end of them.

        Raises a `GatewayError`.
        """
        ...

    @property
    def watching(self) -> "Watch | None":
        """The user's watch rules at work; None without any."""
        ...

    @property
    def queue_part(self) -> QueuePart | None:
        """The part of the moderator's queue that is shown; None while it is not."""
        ...

    def show_queue(self, part: QueuePart | None = None) -> None:
        """Show the moderator's queue, or another part of it, and follow what comes."""
        ...

    def leave_queue(self) -> None:
        """Show the inbox again."""
        ...

    def point_at(
        self, conversation_ids: Sequence[ConversationId], *, in_front: bool = False
    ) -> None:
        """Put the choice in the queue on the first of these; nothing is selected any more.

        With `in_front` the keyboard is there, and what waits is shown.
        """
        ...

    async def show_case(self, conversation_id: ConversationId) -> None:
        """Show what moderators and members have said of a conversation."""
        ...

    def copy(self, text: SafeText) -> None:
        """Put a text on the clipboard, and say so."""
        ...

    def copy_messages(self, message_ids: Sequence[MessageId]) -> None:
        """Put messages on the clipboard with who wrote them and when, and say so."""
        ...

    def copy_evidence(self, message_ids: Sequence[MessageId], form: "Form") -> None:
        """Put messages on the clipboard as “export” writes them, and say so."""
        ...

    async def open_link(self, link: Link) -> None:
        """Show where a link leads, and open it if the user agrees; without a browser, copy it."""
        ...

    def way_to(self, action_id: str) -> str:
        """By what the user does something, in one word: a key, a command; empty without any."""
        ...

    def how_to_choose(self) -> str:
        """How the user chooses a message, as a sentence."""
        ...

    def tell(self, sentence: str) -> None:
        """Say something once."""
        ...

    def write(self, conversation_id: ConversationId, text: SafeText) -> None:
        """Put a text where the user is writing in a conversation, and open it if it is not."""
        ...

    async def write_outside(self, conversation_id: ConversationId) -> None:
        """Let the user go on in an editor of their own with what is being written there."""
        ...

    async def show_image(self, address: SafeText, caption: SafeText) -> None:
        """Fetch an image and show it."""
        ...

    async def show_message_info(self, message_id: MessageId) -> None:
        """Show all that is known of a message."""
        ...

    async def show_history(self, message_id: MessageId, revisions: "Sequence[Revision]") -> None:
        """Show what a message said, one version after the other, and that it was deleted."""
        ...

    async def show_reactions(self, message_id: MessageId) -> None:
        """Show who reacted to a message, and how."""
        ...

    async def show_report(self, report_id: ReportId) -> None:
        """Show all that is told of a report."""
        ...

    async def show_insight(self, period: "Period") -> None:
        """Show the figures of a period, of what is kept here."""
        ...

    @property
    def may_inspect(self) -> bool:
        """Whether what crosses to the server is traced."""
        ...

    def show_inspector(self) -> None:
        """Show what crosses between the client and its server."""
        ...

    async def show_details(self, conversation_id: ConversationId) -> None:
        """Show all about a conversation, and let the user change it."""
        ...

    async def show_conversation_menu(self, conversation_id: ConversationId) -> None:
        """Let the user choose among what can be done with a conversation."""
        ...

    async def show_moderation_menu(
        self, action_ids: Sequence[str], context: "ActionContext"
    ) -> None:
        """Let a moderator choose among these, and do what they choose."""
        ...

    async def show_audit(
        self, conversation_id: ConversationId | None = None, user_id: UserId | None = None
    ) -> None:
        """Show what moderators did: all, or to one conversation or person."""
        ...

    async def show_palette(self) -> None:
        """Let the user choose among all actions."""
        ...

    def show_help(self) -> None:
        """Show all actions and their keys."""
        ...

    @property
    def quiet_until(self) -> datetime | None:
        """Until when the user is not disturbed; None when that is over."""
        ...

    def keep_quiet(self, until: datetime | None) -> None:
        """Disturb the user no more until then; None ends it."""
        ...

    async def choose_theme(self) -> None:
        """Let the user choose among all themes."""
        ...

    def redraw(self) -> None:
        """Draw the whole screen anew."""
        ...

    @property
    def wall(self) -> "OnWall | None":
        """The conversations that are shown side by side, now or when that is asked for.

        None where that is not possible: then `show_wall` says why.
        """
        ...

    def hang(self, on_wall: "OnWall") -> None:
        """Have these on the wall, remembered; without any it is closed."""
        ...

    def show_wall(self) -> None:
        """Show several conversations side by side; the same again goes back."""
        ...

    def freeze(self) -> None:
        """Let what comes move nothing that is being read; the same again lets it."""
        ...

    def zoom(self) -> None:
        """Show one pane at a time, or as many as there is room for."""
        ...

    def resize_inbox(self, steps: int) -> None:
        """Make the inbox wider, or narrower where `steps` is negative."""
        ...

    def begin_tour(self) -> None:
        """Teach what matters most, by doing."""
        ...

    def next_emoji_mode(self) -> None:
        """Draw emoji as they are, as shortcodes, or everything in ASCII."""
        ...

    def next_theme(self) -> None:
        """Change the colours."""
        ...

    def ask_to_log_in(self) -> None:
        """Show the login screen; nothing stored is lost."""
        ...

    async def log_in_again(self) -> None:
        """Let the user into the same account again, in place."""
        ...

    def quit(self) -> None:
        """Leave the program."""
        ...


class ActionContext(Protocol):
    """What an action acts on, as it was when the user asked for it."""

    @property
    def messenger(self) -> Messenger:
        """Takes the user's intents."""
        ...

    @property
    def store(self) -> Store:
        """What is known."""
        ...

    @property
    def surface(self) -> Surface:
        """The screen."""
        ...

    @property
    def conversation_id(self) -> ConversationId | None:
        """The one the keyboard is on in the inbox; elsewhere the one that is open."""
        ...

    @property
    def conversation_ids(self) -> Sequence[ConversationId]:
        """All that are selected in the moderator's queue; elsewhere the one, if any."""
        ...

    @property
    def user_id(self) -> UserId | None:
        """Whom it is about, where somebody in the conversation was chosen."""
        ...

    @property
    def message_id(self) -> MessageId | None:
        """The selected message."""
        ...

    @property
    def message_ids(self) -> Sequence[MessageId]:
        """All selected messages, oldest first; mostly just the one."""
        ...

    @property
    def send(self) -> OutboxItem | None:
        """The selected message's send, while it is not done."""
        ...

    @property
    def now(self) -> datetime:
        """The time, with the user's time zone."""
        ...

    @property
    def email(self) -> str:
        """The account's; empty for who is here without one."""
        ...
