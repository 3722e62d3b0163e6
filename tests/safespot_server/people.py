"""Making people and their accounts, and proving who they are."""

from dataclasses import dataclass
from typing import Any

from . import identifiers
from .clock import Clock
from .envelopes import Refusal, internal, invalid, thrown
from .state import Account, Person, State
from .tokens import Notary


@dataclass(frozen=True, slots=True)
class Identity:
    """All that somebody has to show."""

    anonymous_id: str
    token: str
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        """The three that every request needs."""
        return {
            "Authorization": f"Bearer {self.token}",
            "X-Anonymous-Id": self.anonymous_id,
            "X-Anonymous-Signature": self.signature,
        }


class People:
    """Everybody there is. All raise `Refusal`."""

    def __init__(self, state: State, clock: Clock, notary: Notary) -> None:
        self._state = state
        self._clock = clock
        self._notary = notary

    def bootstrap(self, wanted: Any) -> Person:
        """That person, or somebody new if the id is no id."""
        person_id = wanted.lower() if identifiers.is_identity(wanted) else identifiers.new()
        person = self._state.people.get(person_id)
        if person is None:
            now = self._clock.next()
            person = Person(person_id, now, last_active_at=now, last_seen_at=now)
            self._state.people[person_id] = person
        return person

    def register(self, email: Any, password: Any, person_id: Any) -> Account:
        if not email or not password or not person_id:
            raise invalid("Email, contraseña y current_anonymous_id son requeridos")
        if len(password) < 6:
            raise invalid("La contraseña debe tener al menos 6 caracteres")
        if not identifiers.is_uuid(person_id):
            raise invalid("current_anonymous_id debe ser un UUID válido")
        if email in self._state.accounts:
            raise thrown(409, "CONFLICT", "El email ya está registrado")
        person_id = identifiers.canonical(person_id)
        linked = {account.person_id for account in self._state.accounts.values()}
        if person_id not in self._state.people or person_id in linked:
            raise internal()
        account = Account(identifiers.new(), email, password, person_id)
        self._state.accounts[email] = account
        return account

    def log_in(self, email: Any, password: Any) -> Account:
        if not email or not password:
            raise invalid("Email y contraseña requeridos")
        account = self._state.accounts.get(email)
        if account is None or account.password != password:
            raise wrong_pair()
        return account

    def identity(self, person: Person, lifetime: float) -> Identity:
        """With the token of the account, if there is one."""
        account = next((a for a in self._state.accounts.values() if a.person_id == person.id), None)
        claims: dict[str, Any] = {"anonymous_id": person.id}
        if account is not None:
            claims = {"auth_id": account.id, "anonymous_id": person.id, "email": account.email}
        return self.proven(person.id, claims, lifetime)

    def proven(self, person_id: str, claims: dict[str, Any], lifetime: float) -> Identity:
        token = self._notary.token(claims, self._clock.seconds(), lifetime)
        return Identity(person_id, token, self._notary.signature(person_id))


def wrong_pair() -> Refusal:
    return thrown(401, "UNAUTHORIZED", "Credenciales inválidas")
