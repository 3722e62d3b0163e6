"""The clipboard of the terminal: it is where the user sits, also over ssh."""

from base64 import b64encode
from collections.abc import Mapping

from safespot_tui.i18n import _


def through_tmux(sequence: str) -> str:
    """A sequence that tmux hands on to the terminal it runs in, where it is allowed to."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def copy_sequence(text: str, environ: Mapping[str, str]) -> str:
    """What tells the terminal to hold `text` (OSC 52).

    Inside tmux it is said twice: to tmux, which obeys with `set-clipboard on`, and through it,
    which needs `allow-passthrough on`. Either is enough, and both do no harm.
    """
    plain = f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07"
    return plain + through_tmux(plain) if environ.get("TMUX") else plain


def copied_words(environ: Mapping[str, str]) -> str:
    """That it was copied, and by which way: not every terminal takes part."""
    if environ.get("TMUX"):
        return _("Copied, through tmux and your terminal (OSC 52).")
    return _("Copied, through your terminal (OSC 52).")
