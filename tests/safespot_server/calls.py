"""One request on its way through the server, and who it is from."""

from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from . import identifiers
from .backend import Backend
from .envelopes import Refusal, coded, thrown
from .state import Person, Room
from .tokens import BadToken


@dataclass(frozen=True, slots=True)
class Answer:
    """What an endpoint answers with if it is not 200 with a body alone."""

    status: int
    body: Any


@dataclass
class Call:
    """A request, its body, and what was found out about its caller."""

    request: Request
    backend: Backend
    body: Any = None
    claims: dict[str, Any] | None = None
    """What the token says, if there is one."""
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    """To be added to the answer."""

    @property
    def fields(self) -> dict[str, Any]:
        """The body, if it is an object; an array has no fields of interest."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def client_id(self) -> str:
        return self.request.headers.get("x-client-id") or "backend"

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    def prove(self) -> None:
        """Take the token for what it is worth; raises `Refusal` for a bad one."""
        bearer = self._bearer()
        token = bearer or self.request.query_params.get("token")
        if not token:
            return
        try:
            self.claims = self.backend.notary.claims(token, self.backend.clock.seconds())
        except BadToken:
            raise thrown(401, "INVALID_TOKEN", "Sesion invalida o expirada") from None

    def _bearer(self) -> str | None:
        header = self.request.headers.get("authorization", "")
        return header.removeprefix("Bearer ") if header.startswith("Bearer ") else None

    @property
    def claimed_id(self) -> str | None:
        """The id in the token."""
        return self.claims.get("anonymous_id") if self.claims else None

    @property
    def shown_id(self) -> str | None:
        """The id in the token, or else in the header."""
        return self.claimed_id or self.request.headers.get("x-anonymous-id")

    def identity(self) -> str:
        """Who calls; raises `Refusal` unless it is proven as far as this method demands."""
        reading = self.request.method in ("GET", "HEAD")
        person_id = self.shown_id
        if not person_id and reading:
            person_id = self.request.query_params.get("anonymousId")
        person_id = person_id or self.fields.get("anonymousId")
        code = "ANONYMOUS_ID_VALIDATION_FAILED"
        if not person_id:
            words = "ANONYMOUS_ID_REQUIRED: anonymous_id is required in X-Anonymous-Id header"
            raise coded(400, words, code)
        if not identifiers.is_identity(person_id):
            raise coded(400, "ANONYMOUS_ID_INVALID: anonymous_id must be a valid UUID v4", code)
        signature = self.request.headers.get("x-anonymous-signature")
        if reading:
            if not self._bearer() and not signature:
                raise _spoofed("Missing identity signature for anonymous request")
        elif not signature:
            raise _spoofed("Missing identity signature for mutation")
        elif not self.backend.notary.is_signature(signature, person_id):
            raise _spoofed("Invalid identity signature. Spoofing attempt detected.")
        return person_id

    def person(self) -> Person:
        """Raises `Refusal` for somebody who was never bootstrapped."""
        person = self.backend.state.people.get(self.identity())
        if person is None:
            raise thrown(404, "RESOURCE_NOT_FOUND", "Usuario no encontrado")
        return person

    def room(self) -> tuple[Room, str]:
        """The room in the path, and the member who calls."""
        person_id = self.identity()
        room = self.backend.rooms.of_member(self.parameters["room_id"], person_id)
        return room, person_id

    def streaming_identity(self) -> str:
        """For `/api/realtime`, where only a token counts."""
        self.prove()
        if self.claimed_id is None:
            raise thrown(401, "AUTH_REQUIRED", "Authentication required")
        return self.claimed_id


def _spoofed(words: str) -> Refusal:
    return coded(403, f"SECURITY_ERROR: {words}", "IDENTITY_SPOOFING_DETECTED")
