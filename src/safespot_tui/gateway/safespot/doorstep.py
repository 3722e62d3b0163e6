"""What the deployed server answers to somebody it does not know yet."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from safespot_tui.domain.ids import UserId
from safespot_tui.gateway.errors import NotLoggedIn, NotUnderstood, Rejected
from safespot_tui.gateway.safespot.answers import (
    Bootstrapped,
    LoggedIn,
    ProfileDetail,
    Session,
)
from safespot_tui.gateway.safespot.errors import not_understood, refused_as
from safespot_tui.gateway.safespot.exchange import decoded, exchanged, path
from safespot_tui.gateway.safespot.identifiers import checked_uuid, user_id
from safespot_tui.gateway.safespot.secret import Secret, expiry_of
from safespot_tui.i18n import _

AnswerT = TypeVar("AnswerT")
NOT_FOUND = 404


def _now() -> datetime:
    return datetime.now(UTC)


class Doorstep:
    """Requests without credentials. The base URL of `client` ends in `/api`.

    Every method raises `GatewayError`.
    """

    def __init__(self, client: httpx.AsyncClient, now: Callable[[], datetime] = _now) -> None:
        self._client = client
        self._now = now

    async def is_there(self) -> bool:
        """Whether this server is there at all. Asking changes nothing."""
        try:
            session = await self._ask(Session, "GET", path("auth", "me"))
        except (NotUnderstood, NotLoggedIn, Rejected):
            return False
        return not session.authenticated and session.anonymous_id is None

    async def log_in(self, email: str, password: str) -> Secret:
        """The secret of an account. `NotLoggedIn` if the e-mail or the password is wrong."""
        body = {"email": email, "password": password}
        try:
            answer = await self._ask(LoggedIn, "POST", path("auth", "login"), body)
        except NotLoggedIn:
            raise NotLoggedIn(_("The e-mail or the password is wrong.")) from None
        return self._secret(answer.anonymous_id, answer.token, answer.signature, registered=True)

    async def register(self, email: str, password: str, anonymous_id: UserId) -> Secret:
        """A new account for an id that was bootstrapped; the same one may have no second."""
        body = {
            "email": email,
            "password": password,
            "current_anonymous_id": checked_uuid(anonymous_id),
        }
        refusals = {409: _("There is an account with this e-mail already. Log in, or use another.")}
        with refused_as(refusals):
            answer = await self._ask(LoggedIn, "POST", path("auth", "register"), body)
        return self._secret(answer.anonymous_id, answer.token, answer.signature, registered=True)

    async def bootstrap(self, anonymous_id: UserId | None = None) -> Secret:
        """A new id without an account, or another token for one that was made here."""
        body = {"currentAnonymousId": checked_uuid(anonymous_id)} if anonymous_id else {}
        answer = await self._ask(Bootstrapped, "POST", path("auth", "bootstrap"), body)
        return self._secret(
            answer.session.anonymousId, answer.token, answer.signature, registered=False
        )

    async def somebody(self, alias_or_id: str) -> ProfileDetail | None:
        """What everybody may know of a person; None if there is nobody of that name."""
        try:
            return await self._ask(ProfileDetail, "GET", path("users", "public", alias_or_id))
        except Rejected as error:
            if error.status == NOT_FOUND:
                return None
            raise

    def _secret(self, told_id: str, token: str, signature: str, *, registered: bool) -> Secret:
        """Raises `NotUnderstood` for what could not be sent back."""
        secret = Secret(
            anonymous_id=user_id(told_id),
            token=token,
            signature=signature,
            expires_at=expiry_of(token, self._now()),
            registered=registered,
        )
        if not secret.is_sendable:
            raise not_understood()
        return secret

    async def _ask(
        self,
        answer: type[AnswerT],
        method: str,
        where: str,
        body: Mapping[str, Any] | None = None,
    ) -> AnswerT:
        request = self._client.build_request(method, where, json=body)
        return await decoded(await exchanged(self._client, request), answer)
