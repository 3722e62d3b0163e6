"""Where a database is, and what may be said of that."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError


def address_of(url: str) -> URL:
    """`url`, taken apart. Raises `ValueError`, which quotes nothing: it may hold a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError("this is no address of a database") from None
    if "@" in (address.host or ""):
        raise ValueError("an “@” in its password has to be written as %40")
    return address
