"""Logs as JSON, one object a line."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_LOGGER = logging.getLogger("safespot_tui.server")
_FIELDS = "fields"


class JsonFormatter(logging.Formatter):
    """A record as one line of ASCII JSON: nothing in it can end the line or reach a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, _FIELDS, {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def request(**fields: Any) -> None:
    """Write down a request."""
    _LOGGER.info("request", extra={_FIELDS: fields})


def configure(level: int = logging.INFO) -> None:
    """Write the logs of this server and of what it stands on to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    for name in ("safespot_tui.server", "uvicorn", "sqlalchemy"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
    _LOGGER.setLevel(level)
    logging.getLogger("uvicorn").setLevel(max(level, logging.WARNING))
