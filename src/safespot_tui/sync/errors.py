"""What can go wrong on this side of the network."""

from safespot_tui.domain.text import SafeText


class MessageGone(Exception):
    """There is nothing any more that could be given other words: the words are still the caller's.

    `str()` is a sentence for the user.
    """

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


class OutboxFull(Exception):
    """An intent could not be made durable: the disk is full, or the folder cannot be written.

    `str()` is a sentence for the user. Nothing was shown as sent; the words are still the caller's.
    """

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


class Unreadable(Exception):
    """What is kept here cannot be read. `str()` is a sentence for the user."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))
