"""The user's own editor on what is being written, which lies meanwhile in a `workplace`."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping

from safespot_tui.config.private_mask import users_own_mask
from safespot_tui.config.workplaces import workplace
from safespot_tui.domain.text import SafeText, safe_line, safe_text
from safespot_tui.i18n import _

_USUAL = ("sensible-editor", "nano", "vi")
"""What is taken where the user has said nothing."""


class EditorFailed(Exception):
    """The words are what they were. `str()` is a sentence for the user."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


def editor_command(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The program and its arguments, as `$VISUAL` or `$EDITOR` say. Raises `EditorFailed`."""
    wanted = environ.get("VISUAL", "").strip() or environ.get("EDITOR", "").strip()
    try:
        command = shlex.split(wanted)
    except ValueError as error:
        raise EditorFailed(
            _("$EDITOR cannot be understood: {command}").format(command=safe_line(wanted))
        ) from error
    if not command:
        command = [name for name in _USUAL if shutil.which(name, path=environ.get("PATH"))][:1]
    if not command:
        raise EditorFailed(_("There is no editor. Say which with $EDITOR, for example nano."))
    return command


def edited(text: str, command: list[str]) -> SafeText:
    """`text` as the user left it; to be called where waiting hurts nobody. Raises `EditorFailed`.

    The line break that editors put at the end of a file is none of the user's.
    """
    try:
        with workplace(text) as (path, lock):
            done = subprocess.run(  # noqa: S603 - the user's own
                [*command, str(path)],
                check=False,
                umask=users_own_mask(),
                pass_fds=(lock,) if os.name == "posix" else (),
            )
            words = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise EditorFailed(
            _("{editor} could not be started: {reason}. Your words are as they were.").format(
                editor=safe_line(command[0]), reason=safe_line(error.strerror or str(error))
            )
        ) from error
    if done.returncode != 0:
        raise EditorFailed(
            _("{editor} ended with an error ({code}). Your words are as they were.").format(
                editor=safe_line(command[0]), code=done.returncode
            )
        )
    return safe_text(words.removesuffix("\n"))
