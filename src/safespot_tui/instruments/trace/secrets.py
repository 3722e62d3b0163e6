"""What of a request and its answer may be written down.

A secret is known by the name of the header or member that holds it, or by its form. Once it was
seen, it is masked wherever it stands: servers quote what they were sent.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import quote, quote_plus

import msgspec

from safespot_tui.domain.redaction import REDACTED

MOST_KNOWN = 64
SHORTEST = 4
"""Characters; shorter ones stand in words by chance, and no password may be as short."""
SHORTEST_TOLD = 16
"""Of what a server calls a secret: it may call the most common word one."""

_NAMES = r"authorization|cookie|token|password|passphrase|secret|signature|invitation|api-?key"
_WORDS = (*_NAMES.removesuffix("|api-?key").split("|"), "apikey", "api-key", '"current"')
"""In most texts there is none of them, which is sooner known than matched."""
_SECRET_NAME = re.compile(rf"{_NAMES}|^current$", re.IGNORECASE)
"""`current` is the password that is to be replaced."""
_MEMBER = re.compile(
    rf'("(?:[^"]{{0,64}}(?:{_NAMES})[^"]{{0,64}}|current)"\s*:\s*")(?:[^"\\]|\\.)*',
    re.IGNORECASE | re.DOTALL,
)
"""A member of JSON, also of what is no whole JSON."""
_UNUSUAL = re.compile(r'\\[^"\\n]')
"""An escape that JSON allows, and hardly needs."""
_PARAMETER = re.compile(rf"([?&;][^=&]{{0,64}}(?:{_NAMES})[^=&]{{0,64}}=)([^&#]*)", re.IGNORECASE)
_FORMS = re.compile(r"(?<=bearer )[^\s\"',;]+|(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*", re.IGNORECASE)
"""What follows the word of a scheme, and signed claims (RFC 7519), wherever they stand."""


class Secrets:
    """Those of one client, as they are seen."""

    def __init__(self) -> None:
        self._sent = deque[str](maxlen=MOST_KNOWN)
        self._told = deque[str](maxlen=MOST_KNOWN)
        """Apart, so that no server can have those that were sent be forgotten."""

    def asked(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of a request that hold none; what the others hold is known from here on."""
        for name, value in headers.items():
            if _SECRET_NAME.search(name):
                self._learn(self._sent, value.rpartition(" ")[2], SHORTEST)
        return self._without(headers)

    def answered(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers of an answer that hold none."""
        return self._without(headers)

    def path(self, path: str) -> str:
        """A path and its query."""
        return self.text(_PARAMETER.sub(rf"\1{REDACTED}", path))

    def sent(self, text: str) -> str:
        """The body of a request."""
        return self._body(text, self._sent, SHORTEST)

    def told(self, text: str) -> str:
        """The body of an answer, or the data of a frame."""
        return self._body(text, self._told, SHORTEST_TOLD)

    def text(self, text: str) -> str:
        """Anything else that may quote one."""
        for secret in (*self._sent, *self._told):
            if secret in text:
                text = text.replace(secret, REDACTED)
        lowered = text.lower()
        has_form = "bearer " in lowered or "eyj" in lowered
        return _FORMS.sub(REDACTED, text) if has_form else text

    def _body(self, text: str, known: deque[str], shortest: int) -> str:
        lowered = text.lower()
        is_named = any(word in lowered for word in _WORDS)
        is_escaped = _UNUSUAL.search(text) is not None
        if is_named or is_escaped:
            decoded = _decoded(text)
            for secret in _secrets_in(decoded):
                self._learn(known, secret, shortest)
            # A secret is looked for as it is usually written; there are other ways.
            if is_escaped and decoded is not None:
                text = msgspec.json.encode(decoded).decode()
            text = _MEMBER.sub(rf"\1{REDACTED}", text)
        return self.text(text)

    def _without(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {
            name: self.text(value)
            for name, value in headers.items()
            if not _SECRET_NAME.search(name)
        }

    def _learn(self, known: deque[str], secret: str, shortest: int) -> None:
        """Also as it is written in JSON, and in addresses."""
        in_json = msgspec.json.encode(secret).decode()[1:-1]
        forms = {secret, in_json, quote(secret, safe=""), quote_plus(secret)}
        # The longest first: it may hold the others.
        for form in sorted(forms, key=len, reverse=True):
            if len(form) >= shortest and form not in known:
                known.append(form)


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def _secrets_in(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, dict):
            for name, member in cast("dict[str, Any]", inner).items():
                if isinstance(member, str) and _SECRET_NAME.search(name):
                    yield member
                else:
                    waiting.append(member)
        elif isinstance(inner, list):
            waiting += cast("list[Any]", inner)
