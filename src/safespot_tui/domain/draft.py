"""What the user has typed and not sent, bound to where it would go."""

from msgspec import Struct, structs

from safespot_tui.domain.ids import ConversationId, MessageId


class Draft(Struct, frozen=True):
    """Words for one conversation. `text` is the user's own, exactly as typed."""

    conversation_id: ConversationId
    text: str
    reply_to_id: MessageId | None = None
    editing_id: MessageId | None = None
    """The own message that these words are to replace."""
    aside: "Draft | None" = None
    """What was being written when the edit began; it is taken up again when the edit is over."""

    @property
    def after_sending(self) -> "Draft":
        """What is left to write once these words have been sent."""
        return self.aside or Draft(self.conversation_id, "")

    def before(self, more: "Draft") -> "Draft":
        """One draft with these words and then those of `more`; of both, no word is lost.

        One message has one destination: while `more` is an edit, these words are set aside for it;
        while these are an edit, `more` is.
        """
        if more.is_empty:
            return self
        if self.is_empty:
            return more
        if more.editing_id is not None:
            plain = Draft(self.conversation_id, self.text, self.reply_to_id)
            return structs.replace(more, aside=_both(plain, _both(self.aside, more.aside)))
        if self.editing_id is not None:
            return structs.replace(self, aside=_both(self.aside, more))
        return structs.replace(
            self,
            text=f"{self.text}\n{more.text}",
            reply_to_id=self.reply_to_id or more.reply_to_id,
            aside=_both(self.aside, more.aside),
        )

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return (
            not self.text.strip()
            and self.reply_to_id is None
            and self.editing_id is None
            and self.aside is None
        )


def _both(first: Draft | None, then: Draft | None) -> Draft | None:
    if first is None or then is None:
        return first or then
    return first.before(then)
