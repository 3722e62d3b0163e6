"""UUIDs, as the several places of the server look at them."""

import re
import uuid
from typing import TypeGuard

_ANY = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_KEPT = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
_IDENTITY = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)


def is_uuid(value: object) -> TypeGuard[str]:
    """Whether the database takes it for a UUID, of whatever version."""
    return isinstance(value, str) and _ANY.fullmatch(value) is not None


def is_kept(value: object) -> TypeGuard[str]:
    """Whether a message keeps this id: versions 1 to 5 only."""
    return isinstance(value, str) and _KEPT.fullmatch(value) is not None


def is_identity(value: object) -> TypeGuard[str]:
    """Whether somebody may be called so: version 4 only."""
    return isinstance(value, str) and _IDENTITY.fullmatch(value) is not None


def canonical(value: str) -> str:
    """As the database gives it back."""
    return str(uuid.UUID(value))


def new() -> str:
    return str(uuid.uuid4())
