"""Who is there, made of hints none of which is worth much.

The server forgets that somebody is there two minutes after they came, tells nobody that they came,
and may tell everybody that they went when they did not. What somebody does is worth more than what
it says.
"""

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.safespot.events import PresenceSource

SIGN_OF_LIFE_SECONDS = 150.0
"""How long something that somebody did outweighs the server's not counting them."""


class Presence:
    """Each method gives whether somebody is now known to be there, or not, who was not before."""

    def __init__(self) -> None:
        self._online: dict[UserId, bool] = {}
        self._alive_until: dict[UserId, float] = {}

    def is_online(self, user_id: UserId) -> bool:
        """Whether somebody is taken to be there."""
        return self._online.get(user_id, False)

    def alive(self, user_id: UserId, now: float) -> bool:
        """Somebody wrote, typed, or looks at a conversation."""
        self._alive_until[user_id] = now + SIGN_OF_LIFE_SECONDS
        return self._set(user_id, online=True)

    def told(self, user_id: UserId, *, online: bool, source: PresenceSource, now: float) -> bool:
        """Something says that somebody is there, or not."""
        if online:
            if source is PresenceSource.ROOM:
                return self.alive(user_id, now)
            return self._set(user_id, online=True)
        match source:
            case PresenceSource.ROOM:
                return False
            case PresenceSource.COUNTER:
                if now < self._alive_until.get(user_id, now):
                    return False
            case PresenceSource.BROADCAST:
                self._alive_until.pop(user_id, None)
        return self._set(user_id, online=False)

    def forget(self) -> None:
        """Nothing was told yet."""
        self._online.clear()

    def _set(self, user_id: UserId, *, online: bool) -> bool:
        if self._online.get(user_id) == online:
            return False
        self._online[user_id] = online
        return True
