"""Times that a client writes."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]")


def _written(value: Any) -> Any:
    """A time as text; numbers, which pydantic would take for seconds, are none."""
    if not isinstance(value, datetime) and not _DATE.match(str(value)):
        raise ValueError("not a time")
    return value


WrittenMoment = Annotated[datetime, BeforeValidator(_written)]
