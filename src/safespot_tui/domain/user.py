"""A person."""

from msgspec import Struct

from safespot_tui.domain.ids import UserId
from safespot_tui.domain.text import SafeText


class User(Struct, frozen=True):
    """A person as everybody sees them."""

    id: UserId
    alias: SafeText
