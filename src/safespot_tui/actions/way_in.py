"""What somebody gives to be let in."""

from msgspec import Struct

from safespot_tui.domain.text import SafeText


class Password(Struct, frozen=True):
    """An account that there is."""

    email: str
    password: str

    def __repr__(self) -> str:
        return f"Password(email={self.email!r}, password=…)"

    __str__ = __repr__


class NewAccount(Struct, frozen=True):
    """An account to be made; who was here without one keeps their conversations."""

    email: str
    password: str
    alias: SafeText | None
    """None: the one that they go by already."""

    def __repr__(self) -> str:
        return f"NewAccount(email={self.email!r}, password=…, alias={self.alias!r})"

    __str__ = __repr__


class Invited(Struct, frozen=True):
    """An account to be made for somebody whom the server knows already."""

    email: str
    password: str
    invitation: str

    def __repr__(self) -> str:
        return f"Invited(email={self.email!r}, password=…, invitation=…)"

    __str__ = __repr__


class WithoutAccount(Struct, frozen=True):
    """Nobody's e-mail: an identity that only this machine can prove."""

    alias: SafeText | None


WayIn = Password | NewAccount | Invited | WithoutAccount
