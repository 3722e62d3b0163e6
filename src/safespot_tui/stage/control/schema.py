"""The schema of what is said over the socket, as JSON Schema; docs/control.schema.json holds it."""

from typing import Any

import msgspec

from safespot_tui.stage.control.answer import ConnectionChanged, Done, Ended, Refused, StoreChanged
from safespot_tui.stage.control.request import REQUESTS

_PLACE = "#/$defs/{name}"


def schema() -> dict[str, Any]:
    """Of a line in either direction: `request`, `answer` and `event` are among its `$defs`."""
    requests = tuple(REQUESTS.values())
    answers, events = (Done, Refused), (StoreChanged, ConnectionChanged, Ended)
    types = (*requests, *answers, *events)
    references, components = msgspec.json.schema_components(types, ref_template=_PLACE)
    of = dict(zip(types, references, strict=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The control socket of safespot-tui: one JSON object a line",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("request", "answer", "event")],
        "$defs": {
            "request": {"oneOf": [of[kind] for kind in requests]},
            "answer": {"oneOf": [of[kind] for kind in answers]},
            "event": {"oneOf": [of[kind] for kind in events]},
            **dict(sorted(components.items())),
        },
    }
