"""Which images, and folders with more of them, a path that is being typed may lead to."""

import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from msgspec import Struct

from safespot_tui.actions.image_file import image_path, is_called_image
from safespot_tui.domain.folding import fold
from safespot_tui.domain.text import safe_line
from safespot_tui.i18n import _

MOST_LOOKED_AT = 20_000
"""Names in a folder; in a larger one only these are known."""

_HOME = "~/"


class Entry(Struct, frozen=True):
    """An image, or a folder."""

    words: str
    """The path as it stands in a field: harmless to draw, whatever the file is called."""
    name: str
    """What it is called in its folder, as harmless; a folder ends in “/”."""
    path: Path
    size: int | None = None
    """Bytes of an image; None for a folder."""
    changed_at: datetime | None = None

    @property
    def is_folder(self) -> bool:
        """Whether it leads to others."""
        return self.size is None


class Offered(Struct, frozen=True):
    """What the words may lead to, the likeliest first."""

    entries: tuple[Entry, ...] = ()
    reason: str = ""
    """Why there is none, as a sentence."""
    is_file: bool = False
    """The words name a file: there is nothing to choose."""


def offered(words: str, known: Mapping[str, Path]) -> Offered:
    """Look at the disk. `known` are paths that were offered before, by their words.

    Nothing typed yet leads to what is at home. Whatever the disk answers, this raises nothing.
    """
    try:
        path = known.get(words) or image_path(words)
        if words.strip() and path.is_file():
            return Offered((_entry(safe_line(words), path, path.stat()),), is_file=True)
        part = os.path.split(words)[1]
        head = words[: len(words) - len(part)] or _HOME
        folder = known.get(head) or Path(head).expanduser()
        entries = list(_matching(folder, head, part))
    except FileNotFoundError:
        return Offered(reason=_("There is no such folder."))
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Offered(
            reason=_("This folder cannot be read: {reason}.").format(reason=safe_line(reason))
        )
    entries.sort(key=lambda entry: _place(entry, fold(part)))
    if not part:
        entries += _above(folder)
    if entries:
        return Offered(tuple(entries))
    return Offered(reason=_("No image and no folder here is called so."))


def _matching(folder: Path, head: str, part: str) -> Iterator[Entry]:
    wanted = fold(safe_line(part))
    with os.scandir(folder) as found:
        for each in islice(found, MOST_LOOKED_AT):
            name = safe_line(each.name)
            hidden = each.name.startswith(".") and not part.startswith(".")
            if hidden or wanted not in fold(name):
                continue
            try:
                is_folder = each.is_dir()
                if is_folder or is_called_image(each.name):
                    yield _entry(head + name, Path(each.path), each.stat())
            except OSError:
                # A link that leads nowhere, or to where nobody may look.
                continue


def _entry(words: str, path: Path, status: os.stat_result) -> Entry:
    name = safe_line(path.name)
    if S_ISDIR(status.st_mode):
        return Entry(f"{words}/", f"{name}/", path)
    size = status.st_size if S_ISREG(status.st_mode) else 0
    return Entry(words, name, path, size, datetime.fromtimestamp(status.st_mtime, UTC))


def _place(entry: Entry, part: str) -> tuple[bool, bool, float, str]:
    """What begins so, before what has it inside; images, the newest first, before folders."""
    newest = -entry.changed_at.timestamp() if entry.changed_at else 0.0
    name = fold(entry.name)
    return not name.startswith(part), entry.is_folder, newest, name


def _above(folder: Path) -> Iterator[Entry]:
    above = folder.absolute().parent
    if above != folder.absolute():
        at_home = above == Path.home()
        words = _HOME if at_home else safe_line(str(above)).rstrip("/") + "/"
        yield Entry(words, "../", above)
