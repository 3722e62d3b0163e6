"""Where an answer leads: the links of the OpenAPI document, from ids to what takes them.

A person leads to a conversation with them, a conversation to what is done there, a message to what
is done with it.
"""

from typing import Any

_MADE_BY = {
    "conversation_id": ("create_conversation", "id"),
    "message_id": ("send_message", "id"),
    "image_id": ("upload_image", "image/id"),
    "report_id": ("create_report", "id"),
}
"""Which operation answers with such an id, and where in its answer."""

_PERSON = "$response.body#/user/id"
_OPENS = {
    "dm": {"type": "dm", "user_id": _PERSON},
    "group": {"type": "group", "name": "Vecinos", "user_ids": [_PERSON]},
}

_FURTHER = {
    "send_message": {
        taker: {
            "parameters": {"path.conversation_id": "$request.path.conversation_id"},
            "requestBody": {"message_id": "$response.body#/id"},
        }
        for taker in ("mark_read", "mark_delivered")
    },
    "create_conversation": {
        taker: {
            "parameters": {
                "path.conversation_id": "$response.body#/id",
                "path.user_id": "$request.body#/user_ids/0",
            }
        }
        for taker in ("set_role", "remove_member")
    },
}
"""What needs more than one id."""


def add_links(document: dict[str, Any]) -> None:
    """Write into the responses of `document` what they lead to."""
    operations = {
        operation["operationId"]: (path, operation)
        for path, methods in document["paths"].items()
        for operation in methods.values()
    }
    _, register = operations["register"]
    for kind, body in _OPENS.items():
        link = {"operationId": "create_conversation", "requestBody": body}
        _add(register, f"open_{kind}", link)
    for maker, links in _FURTHER.items():
        for taker, link in links.items():
            _add(operations[maker][1], f"{taker}_there", {"operationId": taker, **link})
    for name, (maker, place) in _MADE_BY.items():
        for taker, (path, operation) in operations.items():
            # What goes to the moderators, or comes from them, is not done with what is just made.
            if "moderation" in operation["tags"]:
                continue
            if taker != maker and f"{{{name}}}" in path:
                parameters = {f"path.{name}": f"$response.body#/{place}"}
                _add(operations[maker][1], taker, {"operationId": taker, "parameters": parameters})


def _add(operation: dict[str, Any], name: str, link: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response.setdefault("links", {})[name] = link
