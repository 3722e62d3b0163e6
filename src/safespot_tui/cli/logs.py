"""The log file: what happened and when, never what was said and never a secret."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_MAX_BYTES = 512 * 1024
_BACKUPS = 3
_NAME = "safespot-tui.log"
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
    handler = RotatingFileHandler(
        log_path(folder), maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter(_FORMAT))
    # Libraries that log what they do would log addresses and bodies: only their warnings are kept.
    root.setLevel(logging.WARNING)
    root.addHandler(handler)
    logging.getLogger("safespot_tui").setLevel(logging.INFO)


def log_crash(folder: Path, error: BaseException) -> Path:
    """Write down an error nobody expected, without its message: that may quote what was said.

    Gives the file.
    """
    start_logging(folder)
    frames: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    logging.getLogger(__name__).error(
        "crash: %s\n    %s", type(error).__qualname__, "\n    ".join(frames)
    )
    return log_path(folder)
