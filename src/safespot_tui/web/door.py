"""Who may enter: a token is good once, and what it opens is a session of one browser."""

import asyncio
from hmac import compare_digest
from secrets import token_urlsafe

from aiohttp.web import WebSocketResponse


class Session:
    """What one browser was given: a path that nobody can guess, and a secret to send with it.

    A browser sends a cookie to every port of a machine, so also to what somebody else serves
    there. It sends this one only below the path, which nobody else knows.
    """

    def __init__(self) -> None:
        self.name = token_urlsafe(16)
        """The part of the path."""
        self.secret = token_urlsafe(32)
        """The value of the cookie."""
        self.socket: WebSocketResponse | None = None
        """The connection that was opened last."""
        self.turn = asyncio.Lock()
        """Held while the app runs: the next one begins when it has kept what it has to keep."""


class Door:
    """At most one token is good at a time::

    new_token() ──▶ good ──admit()──▶ used, and there is a session
                     └──new_token()──▶ void
    """

    def __init__(self) -> None:
        self._token = ""
        self._sessions: dict[str, Session] = {}

    def new_token(self) -> str:
        """A token that opens the door once; the one before does no more."""
        self._token = token_urlsafe(32)
        return self._token

    def admit(self, token: str) -> Session | None:
        """The session of who comes with the token that is good; it is good no more."""
        if not (self._token and _are_same(self._token, token)):
            return None
        self._token = ""
        session = Session()
        self._sessions[session.name] = session
        return session

    def session(self, name: str, secret: str) -> Session | None:
        """The session of that name, for who knows its secret."""
        session = self._sessions.get(name)
        if session is None or not _are_same(session.secret, secret):
            return None
        return session

    def end(self, session: Session) -> None:
        """Let nobody in by that session any more."""
        self._sessions.pop(session.name, None)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All that have not ended."""
        return tuple(self._sessions.values())


def _are_same(ours: str, theirs: str) -> bool:
    """Compared in a time that tells nothing. What a browser sends may be no text at all."""
    return compare_digest(ours.encode(), theirs.encode("utf-8", "replace"))
