"""What a script needs to be somebody in the demo."""

from msgspec import Struct


class Account(Struct, frozen=True):
    """Somebody's account, with the password: it is worth nothing outside the demo."""

    email: str
    password: str
    user_id: str
    alias: str
