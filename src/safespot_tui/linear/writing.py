"""Where the next words go: into the open conversation, as a reply, or in place of others.

::

    writing ──▶ replying ──▶ writing      sent, or /back
       │
       └──────▶ editing ───▶ writing      changed, or /back
"""

from msgspec import Struct

from safespot_tui.domain.ids import MessageId


class Writing(Struct, frozen=True):
    """What the next words are for; at most one of the two is named."""

    reply_to_id: MessageId | None = None
    editing_id: MessageId | None = None
    number: int = 0
    """Of the message that is named."""
    prefill: str = ""
    """Words to begin from."""

    @property
    def is_plain(self) -> bool:
        """Whether words are just sent."""
        return self.reply_to_id is None and self.editing_id is None


PLAIN = Writing()
