"""What is remembered of an account's silent mode: files beside the archive, for all windows."""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from safespot_tui.domain.ids import ConversationId

_log = logging.getLogger(__name__)

_SILENT, _WITHHELD = "silent", "withheld.json"


class SilentMark:
    """Is there while the account is silent. Any window sets it, and all of them see it at once.

    What cannot be written counts in this process: nobody is heard because a disk is full.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Of the account whose archive is in `folder`; without one, of this process alone."""
        self._path = None if folder is None else folder / _SILENT
        self._withheld_path = None if folder is None else folder / _WITHHELD
        self._is_set_here = False

    @property
    def is_set(self) -> bool:
        """Whether the account is silent at this moment."""
        # Not `Path.exists`: this is asked for every message that comes.
        return self._is_set_here or (self._path is not None and os.path.exists(self._path))

    def set(self) -> None:
        """The account is silent from here on."""
        if self._path is None:
            self._is_set_here = True
            return
        try:
            self._path.touch(mode=0o600)
        except OSError as error:
            _log.warning("silent mode is not remembered: %s", error)
            self._is_set_here = True

    def clear(self, withheld: Mapping[ConversationId, int]) -> None:
        """It is not any more; up to these positions nothing is told later, either."""
        if self._path is not None and self._withheld_path is not None:
            try:
                self._withheld_path.write_bytes(msgspec.json.encode(withheld))
                self._path.unlink(missing_ok=True)
            except OSError as error:
                _log.warning("the end of silent mode is not remembered: %s", error)
        self._is_set_here = False

    def withheld(self) -> dict[ConversationId, int]:
        """Up to which positions nobody was told that the messages had come, when silence ended."""
        if self._withheld_path is None:
            return {}
        try:
            data = self._withheld_path.read_bytes()
            return msgspec.json.decode(data, type=dict[ConversationId, int])
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as error:
            _log.warning("what was withheld is not known: %s", error)
            return {}
