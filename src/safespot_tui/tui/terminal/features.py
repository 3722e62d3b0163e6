"""What a terminal can do beyond the least."""

import os
import re
from collections.abc import Mapping

MARGINS_QUERY = "\x1b[?69$p"
"""Asks whether there are left and right margins (DECLRMM)."""

_MARGINS_ANSWER = re.compile(r"\x1b\[\?69;([0-4])\$y")
_MODE_KNOWN = "12"
"""Set, or reset: it can be set. The rest is: not known, or never to be changed."""


class Features:
    """Nothing is taken for granted but what all terminals of the last thirty years do."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.margins = False
        """Lines can be moved between two columns: the terminal said so."""
        term = environment.get("TERM", "")
        # GNU screen erases with its own background; tmux calls itself screen, too, and does not.
        self.coloured_erase = not term.startswith("screen") or "TMUX" in environment
        """What is erased takes the background that is being painted with."""

    def hear(self, said: str) -> None:
        """Take in an answer of the terminal, which may stand among other things that it sent."""
        answer = _MARGINS_ANSWER.search(said)
        if answer is not None:
            self.margins = answer[1] in _MODE_KNOWN
