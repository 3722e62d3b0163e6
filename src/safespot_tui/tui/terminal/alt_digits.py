"""Alt with a digit, as most terminals send it: Escape, then the digit.

Textual takes that for what one terminal of macOS sends for other characters, “£” for Alt+3, and
would write them. Escape and a letter is not touched: Alt+B and Alt+F are how some terminals say
“a word to the left”, “to the right”.
"""

from string import digits
from typing import cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

ESCAPE = "\x1b"


def know_alt_digits() -> None:
    """From here on Alt+3 is `alt+3`. To be said before a terminal is read."""
    for digit in digits:
        cast("dict[str, object]", ANSI_SEQUENCES_KEYS).pop(ESCAPE + digit, None)
