"""Something that is asked of a gateway."""

from collections.abc import Coroutine, Mapping
from typing import Any, Protocol, TypeVar

from msgspec import Struct

ResultT = TypeVar("ResultT")


class Call(Struct, frozen=True):
    """A method, and what with. It holds no password."""

    name: str
    """The method's; `moderation.…` for one of the moderators' desk."""
    arguments: Mapping[str, Any]
    """By their names."""


class Pass(Protocol):
    """Has a call answered, and does what it wants before and after."""

    async def __call__(self, call: Call, answering: Coroutine[Any, Any, ResultT]) -> ResultT:
        """What `answering` gives, which nobody has begun yet."""
        ...
