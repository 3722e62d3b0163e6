"""Going from one conversation to another, and back."""

from collections.abc import Sequence
from functools import partial

from safespot_tui.actions.filters import Part, filtered, part_title
from safespot_tui.actions.folder import Folder
from safespot_tui.actions.round import Round
from safespot_tui.actions.triage_actions import local_words
from safespot_tui.actions.triage_actions import part_title as queue_title
from safespot_tui.actions.unread_actions import unread, way_back_words
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.i18n import _
from safespot_tui.linear.lines import Lines
from safespot_tui.linear.wording import conversation_line
from safespot_tui.tui.triage.words import case_line, facts_about_case


class Moves:
    """The part of the surface that changes where one is."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._walk: Round | None = None
        self._came_from: ConversationId | None = None

    def open(self, conversation_id: ConversationId) -> None:
        """Be in a conversation."""
        self._walk = None
        self._lines.desk.open(conversation_id)

    def open_next(self, conversation_id: ConversationId) -> None:
        """Be in a conversation: lines have one place to read and to write."""
        self.open(conversation_id)

    def beside(self, step: int) -> ConversationId | None:
        """The conversation some places further in the inbox; around its ends."""
        ids, here = list(self._lines.engine.store.inbox()), self._lines.desk.conversation_id
        if here is None or here not in ids:
            return ids[0] if ids else None
        return ids[(ids.index(here) + step) % len(ids)]

    def show_filter(self, chosen: Part) -> None:
        """Say a part of the inbox; the numbers can be opened."""
        store, clock = self._lines.engine.store, self._lines.clock
        listed = self._lines.finder.listed = list(filtered(store, chosen, clock()))
        self._lines.say(_("{part}: {count}.").format(part=part_title(chosen), count=len(listed)))
        for number, conversation_id in enumerate(listed, 1):
            self._lines.say(f"{number}. {conversation_line(store, clock, conversation_id)}")

    @property
    def queue_part(self) -> QueuePart | None:
        """The queue is said, not shown."""
        return None

    def show_queue(self, part: QueuePart | None = None) -> None:
        """Say a part of the queue; its numbers can be opened, claimed, finished."""
        engine, clock = self._lines.engine, self._lines.clock
        triage, part = engine.triage, part or QueuePart.OPEN
        triage.begin()
        counts = (f"{queue_title(each)} {triage.queue.count(each)}" for each in QueuePart)
        self._lines.say(f"{', '.join(counts)}.")
        if not triage.queue.is_shared:
            self._lines.say(local_words())
        listed = self._lines.finder.listed = triage.queue.ids(part)
        for number, conversation_id in enumerate(listed, 1):
            if (case := triage.queue.case(conversation_id)) is not None:
                companion = triage.company(conversation_id)
                words = case_line(engine.store, case, companion, part, clock)
                self._lines.say(f"{number}. {words}")

    def leave_queue(self) -> None:
        """There is nothing to leave."""

    def point_at(
        self, conversation_ids: Sequence[ConversationId], *, in_front: bool = False
    ) -> None:
        """Nothing is pointed at: what is done is said."""

    async def show_case(self, conversation_id: ConversationId) -> None:
        """Say what moderators and members have said of a conversation."""
        engine = self._lines.engine
        if (case := engine.triage.queue.case(conversation_id)) is not None:
            for fact in facts_about_case(engine.store, case, self._lines.clock):
                self._lines.say(f"{fact.what}: {fact.value}")

    @property
    def folders(self) -> Sequence[Folder]:
        """The parts of the inbox that the user made up."""
        return self._lines.folders

    @property
    def round(self) -> Round | None:
        """The walk through what is unread that is under way."""
        return self._walk

    def begin_round(self, *, catching_up: bool) -> Round:
        """A walk from where the user is, or from where the one under way began."""
        here = self._lines.desk.conversation_id
        way_back = self._walk.way_back if self._walk is not None else partial(self._return, here)
        return Round(way_back, here, catching_up=catching_up)

    def visit(self, conversation_id: ConversationId, walk: Round) -> None:
        """Say a conversation as a part of a walk."""
        self._walk = walk
        self._lines.desk.open(conversation_id, keep_unread=walk.catching_up)

    def end_round(self) -> None:
        """Be again where the walk began, and say what is unread still."""
        walk, self._walk = self._walk, None
        if walk is not None:
            walk.way_back()
            self._lines.say(way_back_words(len(unread(self._lines.engine.store))))

    def _return(self, home: ConversationId | None) -> None:
        if home is None:
            self._lines.desk.close()
        else:
            self._lines.desk.open(home)

    def go_back(self) -> None:
        """Leave what is in front."""
        if self._lines.desk.leave():
            self._lines.say(_("What you type is a message again."))
        elif self._walk is not None:
            self.end_round()
        else:
            self._lines.desk.close()
            self._lines.say(_("No conversation is open. /inbox lists them, /open goes to one."))

    async def jump_to(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Say a message, wherever it is."""
        desk, engine = self._lines.desk, self._lines.engine
        here = desk.conversation_id
        if here != conversation_id:
            desk.open(conversation_id)
            await desk.opened()
            self._came_from = here
        there = engine.store.message(message_id) is not None
        if not (there or await engine.load_around(conversation_id, message_id)):
            self._lines.say(_("That message is not there any more."))
        else:
            desk.say_message(message_id)

    async def jump_back(self) -> None:
        """Be again where one was before the last jump."""
        before, self._came_from = self._came_from, None
        if before is None:
            self._lines.say(_("There is nothing to go back to."))
        else:
            self.open(before)
