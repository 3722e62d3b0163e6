"""The log file: what happened and when, never what was said and never a secret."""

import logging
import os
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import cast

from safespot_tui.domain.text import safe_text

_MAX_BYTES = 512 * 1024
_BACKUPS = 3
_NAME = "safespot-tui.log"
_MARGIN = "    "
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"


def log_path(folder: Path) -> Path:
    """The current log file."""
    return folder / _NAME


def start_logging(folder: Path) -> None:
    """Log into `folder`, which is made if need be; once is enough."""
    root = logging.getLogger()
    if any(isinstance(handler, RotatingFileHandler) for handler in root.handlers):
        return
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = _PrivateFileHandler(
        log_path(folder), maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Formatter(_FORMAT))
    # Libraries that log what they do would log addresses and bodies: only their warnings are kept.
    root.setLevel(logging.WARNING)
    root.addHandler(handler)
    logging.getLogger("safespot_tui").setLevel(logging.INFO)


def log_crash(folder: Path, error: BaseException) -> Path:
    """Write down an error nobody expected, without its message: that may quote what was said.

    Gives the file.
    """
    start_logging(folder)
    logging.getLogger(__name__).error("crash: %s", "\n".join(_places(error)))
    return log_path(folder)


class _PrivateFileHandler(RotatingFileHandler):
    """Whom somebody talks to and when is nobody else's business, even without the words."""

    def _open(self) -> TextIOWrapper:
        def private(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=private)  # pyright: ignore[reportReturnType]


class _Formatter(logging.Formatter):
    """Writes what no terminal obeys, whoever reads the log there, and nothing that anybody said.

    Of an error it says what kind it is and where it happened; its message may be somebody's words,
    or hold a secret. Only the first line of a record begins at the margin, so none can be forged.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record, over as many lines as it needs."""
        return safe_text(super().format(record)).replace("\n", "\n" + _MARGIN)

    def formatException(  # noqa: N802 - logging's name
        self,
        ei: (
            tuple[type[BaseException], BaseException, TracebackType | None]
            | tuple[None, None, None]
        ),
    ) -> str:
        """What happened, and where."""
        return "" if ei[1] is None else "\n".join(_places(ei[1]))


def _places(error: BaseException | None) -> Iterator[str]:
    """The kind of an error and where it came by, then those that it came of."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield type(error).__qualname__
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            yield f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}"
            trace = trace.tb_next
        if isinstance(error, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", error)
            for part in group.exceptions:
                yield from _places(part)
        error = error.__cause__ or error.__context__
