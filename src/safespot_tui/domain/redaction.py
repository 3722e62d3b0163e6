"""Addresses quoted without what they may hold of a secret.

People put passwords into addresses, of servers and of databases, and then mistype the address: the
sentence that tells them so ends up in a terminal's scrollback, a log of the system, a bug report.
"""

import re

REDACTED = "•••"

_USERINFO = re.compile(r"//(?:[^/?#\s]*|[^/?#:@]*:.*)@", re.DOTALL)
"""Up to the last “@”: of a password that is not escaped as it should be, nothing is left either."""
_QUERY = re.compile(r"(//[^\s?#]*[?#])\S+")


def without_secrets(text: str) -> str:
    """`text` in whose addresses who asks, with what password, and for what, cannot be read."""
    return _QUERY.sub(rf"\1{REDACTED}", _USERINFO.sub(f"//{REDACTED}@", text))
