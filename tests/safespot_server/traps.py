"""What makes that server hard to live with, as numbers and switches."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Traps:
    """How the server behaves. The defaults are those of the deployed 2.4.0.

    Durations are in seconds, sizes in bytes.
    """

    orchestrator: bool = True
    """Whether each message is announced a second time by a forged `chat-update`."""
    orchestrator_per_second: int = 5
    orchestrator_attempts: int = 5
    """How often a copy is tried whose recipient is offline; the deployed limit."""
    orchestrator_backoff: float = 60
    """Until the second attempt; doubles from one attempt to the next."""
    orchestrator_lifetime: float = 7200

    lossy_catchup: bool = True
    """Whether catch-up gives only the oldest of each kind, strictly after `since`."""
    catchup_limit: int = 50
    pending_limit: int = 50
    """How many undelivered messages a user stream starts with."""

    presence_expires: bool = True
    """Whether somebody counts as offline some time after connecting, connected or not."""
    presence_session: float = 120
    presence_key: float = 60
    """How long a heartbeat lasts."""

    limits: bool = True
    """Whether requests are counted at all."""
    requests: int = 500
    requests_window: float = 300
    logins_per_minute: int = 10
    logins_per_hour: int = 50
    images_per_minute: int = 5
    images_per_hour: int = 20

    user_heartbeat: float = 15
    room_heartbeat: float = 2
    feed_heartbeat: float = 10
    split_frames: bool = True
    """Whether the two lines of an event are written separately."""

    token_lifetime: float = 7 * 24 * 3600
    edit_window: float = 24 * 3600
    rooms_limit: int = 20
    body_limit: int = 10 * 1024 * 1024
    image_limit: int = 5 * 1024 * 1024

    dies_of_malformed_ids: bool = True
    """Whether a room stream asked for with something else than a UUID cuts all connections."""

    @classmethod
    def none(cls) -> Self:
        """A server as one would wish it; its API and its errors stay as they are."""
        return cls(
            orchestrator=False,
            lossy_catchup=False,
            presence_expires=False,
            limits=False,
            split_frames=False,
            dies_of_malformed_ids=False,
        )

    def but(self, **changes: object) -> Self:
        """These, with some changed; `TypeError` for a name that there is not."""
        return replace(self, **changes)  # type: ignore[arg-type]
