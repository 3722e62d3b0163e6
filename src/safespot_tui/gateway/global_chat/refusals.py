"""Refusals of the bundled server in the user's language; its own sentences are in one."""

from datetime import datetime

import httpx
import msgspec

from safespot_tui.contract import limits
from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.text import safe_line
from safespot_tui.gateway import http
from safespot_tui.gateway.errors import GatewayError, Hindered, NotUnderstood, Rejected
from safespot_tui.gateway.global_chat.translate import moment
from safespot_tui.gateway.hindrance import hindrance_words
from safespot_tui.gateway.json_text import BadJson, decode
from safespot_tui.i18n import N_, _

_SENTENCES = {
    "email_taken": N_("There is an account with this e-mail already. Log in, or use another."),
    "has_account": N_("There is an account for you already. Log in with it."),
    "alias_taken": N_("Somebody else goes by this alias already. Choose another."),
    "wrong_password": N_("That is not your current password."),
    "changed_meanwhile": N_("Your password was changed at the same moment. Try again."),
    "message_deleted": N_("This message has been deleted."),
    "not_text": N_("Only text can be edited."),
    "not_found": N_("That is not there any more, or not yours to see."),
    "forbidden": N_("You may not do that here. In a group, an owner or an admin may."),
    "last_owner": N_("Make somebody else an owner first."),
    "too_many_reactions": N_("You have put enough reactions on this message."),
    "no_room": N_("Your images take all the room you have. Delete some first."),
    "not_an_image": N_("The server could not read that as a JPEG, PNG or WebP image."),
    "too_large": N_("That is more than the server takes at once."),
}
"""By the server's word for why. Where none is given, what the server says is shown."""

_FIELDS = {
    "email": N_("That is not an e-mail address. Write it like you@example.org."),
    "password": N_("A password has at least {shortest} characters."),
    "alias": N_("Choose an alias of 1 to {longest_alias} characters."),
    "name": N_("Choose a name of 1 to {longest_name} characters."),
    "reason": N_("Give a reason of 1 to {longest_reason} characters."),
    "content": N_("Write 1 to {longest_message} characters."),
}
"""By the field of the request that the server could not take."""


_HINDRANCES = frozenset(HindranceKind)


class _Details(msgspec.Struct):
    fields: dict[str, str] = {}
    until: datetime | None = None
    reason: str = ""


class _Invalid(msgspec.Struct):
    details: _Details


class _Envelope(msgspec.Struct):
    error: _Invalid


def refusal(response: httpx.Response, body: bytes) -> GatewayError:
    """The error that a status outside 2xx stands for."""
    error = http.refusal(response, body)
    if not isinstance(error, Rejected):
        return error
    if error.code in _HINDRANCES:
        return _hindered(error, body)
    if error.code == "invalid":
        field = _refused_field(body)
        # Like `alias_taken`: the word for why begins with what it is about.
        code, sentence = f"{field}_invalid", _FIELDS.get(field)
    else:
        code, sentence = error.code, _SENTENCES.get(error.code)
    if sentence is None:
        return error
    words = _(sentence).format(
        shortest=limits.MIN_PASSWORD_CHARACTERS,
        longest_alias=limits.MAX_ALIAS_CHARACTERS,
        longest_name=limits.MAX_NAME_CHARACTERS,
        longest_reason=limits.MAX_REASON_CHARACTERS,
        longest_message=limits.MAX_MESSAGE_CHARACTERS,
    )
    return Rejected(safe_line(words), code, error.status)


def _hindered(error: Rejected, body: bytes) -> Hindered:
    """What moderators have put in the way, with as much of why and until when as can be read."""
    try:
        told = decode(body, _Envelope).error.details
        until = None if told.until is None else moment(told.until)
    except (BadJson, NotUnderstood):
        told, until = _Details(), None
    hindrance = Hindrance(HindranceKind(error.code), until, safe_line(told.reason))
    return Hindered(hindrance_words(hindrance), hindrance, error.status)


def _refused_field(body: bytes) -> str:
    """The first field that we have words for; empty if there is none."""
    try:
        fields = decode(body, _Envelope).error.details.fields
    except BadJson:
        return ""
    # `body.email` where the contract refuses it, `email` where the server itself does.
    names = (field.rpartition(".")[2] for field in fields)
    return next((name for name in names if name in _FIELDS), "")
