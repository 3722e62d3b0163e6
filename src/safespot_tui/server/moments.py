"""Times that clients name."""

from datetime import UTC, datetime

from safespot_tui.server.errors import invalid


def as_utc(value: datetime, field: str) -> datetime:
    """`value` in UTC, which it is taken for if it says nothing else. Raises `invalid`."""
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise invalid(field, "out of range") from None
