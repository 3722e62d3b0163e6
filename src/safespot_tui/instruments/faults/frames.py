"""An event stream cut into its frames, as bytes: what is in them is not decoded."""

import re
from collections.abc import Iterator

MOST_BYTES = 8 * 1024 * 1024
"""Of a frame; what is larger is passed on in pieces, for the decoder to judge."""

# Of a CR with its LF the LF is no line end of its own: no way back into the group.
_BLANK_LINE = re.compile(rb"(?:(?>\r\n|\n|\r)){2}")
_FIELD = re.compile(rb"^[^:\s]", re.MULTILINE)


class FrameCutter:
    """Fed with pieces of any size, gives whole frames; together they are what was fed."""

    def __init__(self) -> None:
        self.rest = b""
        """What has no end yet."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The frames that end in `chunk`, each with its blank line."""
        # A blank line may have begun in the piece before.
        begun = max(0, len(self.rest) - 3)
        self.rest += chunk
        start = 0
        for blank in _BLANK_LINE.finditer(self.rest, begun):
            yield self.rest[start : blank.end()]
            start = blank.end()
        self.rest = self.rest[start:]
        if len(self.rest) > MOST_BYTES:
            yield self.rest
            self.rest = b""


def is_event(frame: bytes) -> bool:
    """Whether it says anything: a sign of life does not."""
    return _FIELD.search(frame) is not None
