"""A request that was traced, as a command that makes it again."""

import shlex

from safespot_tui.instruments.trace.entry import Asked

_MADE_BY_CURL = {"host", "accept", "accept-encoding", "connection", "content-length", "user-agent"}
_IDENTITY = "x-anonymous-id"


def curl(asked: Asked) -> str:
    """Works once the variables that stand for what is secret are filled in."""
    words = ["curl", "-sS", "-X", asked.method, shlex.quote(asked.server + asked.path)]
    words += ["-H", '"Authorization: Bearer $SAFESPOT_TOKEN"']
    if any(name.lower() == _IDENTITY for name in asked.headers):
        words += ["-H", '"X-Anonymous-Signature: $SAFESPOT_SIGNATURE"']
    for name, value in asked.headers.items():
        if name.lower() not in _MADE_BY_CURL:
            words += ["-H", shlex.quote(f"{name}: {value}")]
    if any("event-stream" in value for value in asked.headers.values()):
        words += ["-N", "-H", "'Accept: text/event-stream'"]
    if asked.body:
        words += ["--data-raw", shlex.quote(asked.body)]
    return " ".join(words)
