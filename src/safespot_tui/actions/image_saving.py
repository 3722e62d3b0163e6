"""Keeping an image that somebody sent."""

import os
from pathlib import Path

from safespot_tui.domain.message import Message
from safespot_tui.domain.text import SafeText, safe_line
from safespot_tui.i18n import _

_MOST_OF_ONE_NAME = 1_000


class NotSaved(Exception):
    """Nothing was written. `str()` is a sentence for the user."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


def downloads() -> Path:
    """Where people look for what they saved."""
    from platformdirs import user_downloads_path

    return user_downloads_path()


def stem_of(message: Message) -> str:
    """How a file is named that holds the image of a message: by when that was written."""
    return f"safespot-{message.created_at.astimezone():%Y-%m-%d-%H%M%S}"


def write_image(image: bytes, path: Path) -> Path:
    """Put the image into a new file of this very name. Raises `NotSaved`."""
    _require_image(image)
    try:
        _write(image, path)
    except FileExistsError as error:
        shown = safe_line(str(path))
        raise NotSaved(_("{path} is there already.").format(path=shown)) from error
    except OSError as error:
        raise _refused(path.parent, error.strerror or str(error)) from error
    return path


def save_image(image: bytes, folder: Path, stem: str) -> Path:
    """Where the image is now: under a name that no file had. Raises `NotSaved`.

    What strangers sent decides nothing of the name; its ending says what the bytes say.
    """
    ending = _require_image(image)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(_MOST_OF_ONE_NAME):
            path = folder / f"{stem}{f'-{number + 1}' if number else ''}{ending}"
            try:
                _write(image, path)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise _refused(folder, error.strerror or str(error)) from error
    raise _refused(folder, _("it holds too many images of that moment"))


def ending_of(image: bytes) -> str:
    """How the name of such a file ends, with the dot; empty for what is none of the three."""
    if image.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    return ".webp" if (image[:4], image[8:12]) == (b"RIFF", b"WEBP") else ""


def _require_image(image: bytes) -> str:
    """How its name ends."""
    ending = ending_of(image)
    if not ending:
        raise NotSaved(_("What came is not a JPEG, PNG or WebP image, so it was not saved."))
    return ending


def _write(image: bytes, path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(image)


def _refused(folder: Path, reason: str) -> NotSaved:
    return NotSaved(
        _("The image cannot be saved in {folder}: {reason}.").format(
            folder=safe_line(str(folder)), reason=safe_line(reason)
        )
    )
