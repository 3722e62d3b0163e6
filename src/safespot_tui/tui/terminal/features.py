"""What a terminal can do beyond the least."""

import os
import re
from collections.abc import Mapping

MARGINS_QUERY = "\x1b[?69$p"
"""Asks whether there are left and right margins (DECLRMM)."""

ATTRIBUTES_QUERY = "\x1b[c"
"""Asks what the terminal is (DA1), which all answer; those that can, that they show sixels."""

_MARGINS_ANSWER = re.compile(r"\x1b\[\?69;([0-4])\$y")
_MODE_KNOWN = "12"
"""Set, or reset: it can be set. The rest is: not known, or never to be changed."""

_ATTRIBUTES_ANSWER = re.compile(r"\x1b\[\?([0-9;]*)c")
_BEGUN_ANSWER = re.compile(r"\x1b\[\?[0-9;]*\Z")
_SIXELS = "4"


_WITHOUT_LINKS = ("dumb", "unknown", "linux", "screen", "vt1", "vt2", "vt5", "cons", "eterm")
"""By `TERM`; screen shows them only in later versions, and tmux calls itself so where it is old."""


class Features:
    """Nothing is taken for granted but what all terminals of the last thirty years do."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.environment = environment
        self.margins = False
        """Lines can be moved between two columns: the terminal said so."""
        term = environment.get("TERM", "")
        # GNU screen erases with its own background; tmux calls itself screen, too, and does not.
        self.coloured_erase = not term.startswith("screen") or "TMUX" in environment
        """What is erased takes the background that is being painted with."""

        self.links = bool(term) and not term.startswith(_WITHOUT_LINKS)
        """What is told of links (OSC 8) is understood, or passed over in silence."""
        self.sixel = False
        """Images can be sent as sixels: the terminal said so."""
        self._begun = ""

    def hear(self, said: str) -> str:
        """Take in answers of the terminal, which may stand among other things that it sent.

        Gives what is to be read as keys. An answer that the toolkit would take for keys is left
        out; one that has only begun is kept until it is whole.
        """
        said, self._begun = self._begun + said, ""
        answer = _MARGINS_ANSWER.search(said)
        if answer is not None:
            self.margins = answer[1] in _MODE_KNOWN
        answer = _ATTRIBUTES_ANSWER.search(said)
        if answer is not None:
            self.sixel = _SIXELS in answer[1].split(";")
            said = said[: answer.start()] + said[answer.end() :]
        begun = _BEGUN_ANSWER.search(said)
        if begun is not None:
            said, self._begun = said[: begun.start()], begun[0]
        return said
