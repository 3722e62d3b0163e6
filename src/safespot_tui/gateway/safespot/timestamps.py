"""The two ways in which the deployed server tells a time.

ISO 8601 in UTC, and milliseconds since 1970; one field (`serverTimestamp`) uses both, by event.
"""

from datetime import UTC, datetime

from safespot_tui.gateway.safespot.errors import not_understood

YEARS = range(1970, 9000)
"""Times outside cannot be shown in every time zone."""
_MAX_MILLISECONDS = 221_845_392_000_000
"""The beginning of the year 9000."""
_LONGEST = 40


def timestamp(told: object) -> datetime:
    """`told`, ISO 8601 or milliseconds as a number or in digits, as a time in UTC.

    Raises `NotUnderstood` for what is neither.
    """
    match told:
        case bool():
            raise not_understood()
        case int():
            return _of_milliseconds(told)
        case float() if told.is_integer():
            return _of_milliseconds(int(told))
        case str() if len(told) <= _LONGEST:
            if told.isascii() and told.isdigit():
                return _of_milliseconds(int(told))
            return _of_iso(told)
        case _:
            raise not_understood()


def milliseconds(time: datetime) -> int:
    """`time` in milliseconds since 1970, rounded down."""
    since = time - datetime.fromtimestamp(0, UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def _of_milliseconds(number: int) -> datetime:
    if not 0 <= number < _MAX_MILLISECONDS:
        raise not_understood()
    seconds, rest = divmod(number, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def _of_iso(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise not_understood() from None
    if time.year not in YEARS:
        raise not_understood()
    return time
