"""Whose line may be disturbed: a client that asks again and again is felt by its server."""

from safespot_tui.gateway.address import BadAddress, server_address
from safespot_tui.i18n import _


class NotAllowed(Exception):
    """This server is not one to disturb; says, in a sentence, how it becomes one."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This server is not marked as one to test with, so its line is not disturbed. "
                "Put “staging = true” into its profile, or start with --faults."
            )
        )


def is_to_test_with(server: str, *, staging: bool) -> bool:
    """Whether a server's line may be disturbed: its profile says so, or it is on this machine."""
    try:
        return staging or server_address(server).loopback
    except BadAddress:
        return False
