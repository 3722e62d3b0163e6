"""An image on this machine, as its owner names it: checked before anything is sent."""

import os
import shlex
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from safespot_tui.actions.image_saving import ending_of
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _

MAX_IMAGE_BYTES = 5 * 1024 * 1024
"""What SafeSpot takes."""

_QUOTES = ("'", '"')
_PATH_BEGINS = ("/", "~", "file:", *_QUOTES)
_IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_LONGEST_PATH = 4096


class NotSendable(Exception):
    """This cannot be sent as an image. `str()` is a sentence for the user."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


def image_path(words: str) -> Path:
    """The file that is meant: typed with `~`, or dropped on the terminal.

    A terminal puts what is dropped on it between quotes, before spaces a backslash, or makes an
    address of it (`file:///home/ana/mi%20foto.png`).
    """
    words = words.strip()
    if len(words) > 1 and words[0] == words[-1] and words[0] in _QUOTES:
        words = words[1:-1]
    if words.startswith("file:"):
        words = unquote(urlsplit(words).path)
    path = Path(words).expanduser()
    if os.name == "posix" and "\\" in words and not path.exists():
        path = _without_backslashes(words) or path
    return path


def names_image(words: str) -> bool:
    """Whether `words` are nothing but the path of a file that is here, and called as images are.

    Looks at the disk once, and only for what looks like a path.
    """
    words = words.strip()
    if len(words) > _LONGEST_PATH or "\n" in words or not words.startswith(_PATH_BEGINS):
        return False
    try:
        path = image_path(words)
        return is_called_image(path.name) and path.is_file()
    except (OSError, ValueError, RuntimeError):
        return False


def is_called_image(name: str) -> bool:
    """Whether a file of that name is expected to be an image."""
    return os.path.splitext(name)[1].lower() in _IMAGE_SUFFIXES


def read_image(words: str, path: Path | None = None) -> bytes:
    """The image in the file that `words` name, or at `path`. Raises `NotSendable`."""
    if not words.strip():
        raise NotSendable(_("Which image? Its path is missing."))
    try:
        path = path or image_path(words)
        # Only what is a file is opened: a pipe would keep us waiting.
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise NotSendable(_("{path} is not a file.").format(path=safe_line(str(path))))
        if status.st_size > MAX_IMAGE_BYTES:
            raise _too_large(path, status.st_size)
        with path.open("rb") as file:
            image = file.read(MAX_IMAGE_BYTES + 1)
    except FileNotFoundError as error:
        raise NotSendable(
            _("There is no file {path}.").format(path=safe_line(str(path or words)))
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise NotSendable(
            _("{path} cannot be read: {reason}.").format(
                path=safe_line(words), reason=safe_line(reason)
            )
        ) from error
    if len(image) > MAX_IMAGE_BYTES:
        raise _too_large(path, len(image))
    if not is_image(image):
        raise NotSendable(
            _("{path} is no JPEG, PNG or WebP image.").format(path=safe_line(path.name))
        )
    return image


def is_image(content: bytes) -> bool:
    """Whether `content` begins as a JPEG, PNG or WebP file does."""
    return bool(ending_of(content))


def _without_backslashes(words: str) -> Path | None:
    try:
        parts = shlex.split(words)
    except ValueError:
        return None
    return Path(parts[0]).expanduser() if len(parts) == 1 else None


def _too_large(path: Path, size: int) -> NotSendable:
    return NotSendable(
        _("{path} has {size} MB; an image may have up to {limit} MB.").format(
            path=safe_line(path.name),
            size=f"{size / 1024 / 1024:.1f}",
            limit=MAX_IMAGE_BYTES // 1024 // 1024,
        )
    )
