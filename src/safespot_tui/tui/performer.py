"""What the user asks for, done beside the screen's own work; what is refused is said."""

from collections.abc import Sequence

from textual.dom import DOMNode

from safespot_tui.actions.action import Action, NotUnderstood
from safespot_tui.actions.registry import objection_to, perform
from safespot_tui.actions.surface import ActionContext
from safespot_tui.domain.ids import ConversationId, MessageId
from safespot_tui.domain.queue_part import QueuePart
from safespot_tui.gateway.errors import GatewayError
from safespot_tui.sync.errors import MessageGone, OutboxFull
from safespot_tui.tui.conversation.desk import WritingDesk
from safespot_tui.tui.host import host_of
from safespot_tui.tui.surface import ScreenSurface

GROUP = "actions"


class Performer:
    """Works for one screen, and ends with it."""

    def __init__(self, screen: DOMNode, surface: ScreenSurface) -> None:
        self._screen = screen
        self._surface = surface

    def perform(self, action: Action, context: ActionContext) -> None:
        """Do an action to what the user has chosen."""
        self._screen.run_worker(self._perform(action, context), group=GROUP)

    async def _perform(self, action: Action, context: ActionContext) -> None:
        try:
            await perform(action, context)
        except (GatewayError, OutboxFull, MessageGone) as error:
            self._refuse(error.reason)

    def command(
        self, event: WritingDesk.Commanded, context: ActionContext, desk: WritingDesk
    ) -> None:
        """Do what was typed as a command at a desk, which gets back what cannot be done."""
        self._screen.run_worker(self._command(event, context, desk), group=GROUP)

    async def _command(
        self, event: WritingDesk.Commanded, context: ActionContext, desk: WritingDesk
    ) -> None:
        reason = objection_to(event.action, context)
        if not reason:
            try:
                await perform(event.action, context, event.words)
            except (GatewayError, OutboxFull, NotUnderstood) as error:
                reason = error.reason
        if reason:
            desk.give_back(event.draft, reason)

    def show_menu(self, action_ids: Sequence[str], context: ActionContext) -> None:
        """Let the user choose among some actions."""
        user = context.store.user(context.user_id) if context.user_id is not None else None
        menu = self._surface.show_menu(action_ids, context, title=user.alias if user else "")
        self._screen.run_worker(menu, group=GROUP)

    def offer_image(self, event: WritingDesk.ImagePasted) -> None:
        """Offer to send it as what it is; declined, its path is words like any."""
        self._screen.run_worker(self._offer_image(event), group=GROUP)

    async def _offer_image(self, event: WritingDesk.ImagePasted) -> None:
        if not await self._surface.send_image(event.conversation_id, event.words):
            self._surface.write(event.conversation_id, event.words)

    def jump_to(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        """Show a message and select it."""
        self._screen.run_worker(self._jump_to(conversation_id, message_id), group=GROUP)

    async def _jump_to(self, conversation_id: ConversationId, message_id: MessageId) -> None:
        try:
            await self._surface.jump_to(conversation_id, message_id)
        except GatewayError as error:
            self._refuse(error.reason)

    def bring_more(self, part: QueuePart) -> None:
        """Bring the next cases of a part of the queue."""
        self._screen.run_worker(self._bring_more(part), group=GROUP)

    async def _bring_more(self, part: QueuePart) -> None:
        try:
            await self._surface.bring_more(part)
        except GatewayError as error:
            self._refuse(error.reason)

    def _refuse(self, reason: str) -> None:
        host_of(self._screen).answer(reason, refused=True)
