"""While a replay runs, the client touches nothing outside: no file, no editor, no browser.

A cassette may come from anybody, and so do the keys in it.
"""

from base64 import b64decode
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from safespot_tui.actions import image_actions
from safespot_tui.actions.image_folder import Offered
from safespot_tui.actions.image_saving import ending_of
from safespot_tui.i18n import _
from safespot_tui.instruments.cassette.entry import Scene
from safespot_tui.tui import browser
from safespot_tui.tui.screens import send_image
from safespot_tui.tui.writing import outside
from safespot_tui.tui.writing.external_editor import EditorFailed

_DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
"""An image, in the place of whatever was sent from a disk."""


@contextmanager
def apart(scene: Scene) -> Generator[None]:
    """Within it, what reaches out does nothing, and says what it said there."""
    with ExitStack() as back:
        put(back, browser, "opener", _opener if scene.has_browser else _no_opener)
        put(back, browser, "open_in_browser", _opened)
        put(back, outside, "edited", _not_edited)
        put(back, image_actions, "save_image", _saved)
        put(back, send_image, "read_image", _read)
        put(back, send_image, "offered", _offered)
        yield


def put(back: ExitStack, where: Any, name: str, value: Callable[..., Any]) -> None:
    """Put something in another's place, until `back` is closed."""
    back.callback(setattr, where, name, getattr(where, name))
    setattr(where, name, value)


def _opener(_environ: Mapping[str, str]) -> Sequence[str]:
    return ("nothing",)


def _no_opener(_environ: Mapping[str, str]) -> Sequence[str]:
    return ()


def _read(_words: str, _path: Path | None = None) -> bytes:
    return _DOT


async def _opened(_url: str) -> bool:
    return True


def _not_edited(_text: str, _command: list[str]) -> str:
    raise EditorFailed(_("What was written in an editor is not in a cassette."))


def _saved(image: bytes, folder: Path, stem: str) -> Path:
    return folder / f"{stem}{ending_of(image)}"


def _offered(words: str, _known: Mapping[str, Path]) -> Offered:
    return Offered(is_file=bool(words.strip()))
