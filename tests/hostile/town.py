"""One account whose server tells a hostile text wherever a text can stand."""

import json
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from typing import Any

import httpx
from rich.cells import cell_len, split_graphemes

from safespot_tui.domain.event import HistoryPage, Snapshot
from safespot_tui.domain.formatting import runs_of
from safespot_tui.domain.ids import ConversationId, OriginClientId
from safespot_tui.domain.text import safe_text
from safespot_tui.gateway.global_chat.client import GlobalChatGateway
from safespot_tui.gateway.protocol import Page
from safespot_tui.tui.terminal.widths import is_certain

WHEN = "2026-03-14T15:09:26Z"
GROUP, DM = "c-group", "c-dm"
EPOCH = "e"
IMAGE = {"id": "i-1", "width": 4, "height": 2, "size": 99}
LONGEST_REACTION, WIDEST_REACTION = 300, 20
"""Characters, and cells."""


def entities(text: str, count: int = 3) -> dict[str, Any]:
    """Two people, a group and a conversation of two about a report, all of them called `text`."""
    messages = {
        f"m-{conversation}-{number}": message(text, conversation, number)
        for conversation in (GROUP, DM)
        for number in range(1, count + 1)
    }
    messages[f"m-{GROUP}-{count}"]["reply_to_id"] = f"m-{GROUP}-1"
    messages[f"m-{GROUP}-2"] |= {
        "type": "system",
        "notice": {"kind": "renamed", "user_ids": ["u-other"], "name": text},
    }
    messages[f"m-{DM}-1"] |= {"type": "image", "image": IMAGE}
    return {
        "users": {
            user: {"id": user, "alias": alias}
            for user, alias in (("u-me", f"{text} I"), ("u-other", text))
        },
        "reports": {"r-1": {"id": "r-1", "title": text, "category": text}},
        "conversations": {
            GROUP: {
                "id": GROUP,
                "type": "group",
                "metadata": {"name": text, "icon": text},
                "created_at": WHEN,
                "last_message_id": f"m-{GROUP}-{count}",
                "last_message_at": WHEN,
                "head_position": count,
            },
            DM: {
                "id": DM,
                "type": "dm",
                "report_id": "r-1",
                "created_at": WHEN,
                "last_message_id": f"m-{DM}-{count}",
                "last_message_at": WHEN,
                "head_position": count,
            },
        },
        "members": {
            conversation: {
                user: {
                    "conversation_id": conversation,
                    "user_id": user,
                    "joined_at": WHEN,
                    "role": role,
                }
                for user, role in (("u-me", "owner"), ("u-other", "member"))
            }
            for conversation in (GROUP, DM)
        },
        "messages": messages,
    }


def message(text: str, conversation: str, number: int) -> dict[str, Any]:
    """A message of the other one that says `text`."""
    return {
        "id": f"m-{conversation}-{number}",
        "conversation_id": conversation,
        "sender_id": "u-other",
        "content": text,
        "created_at": WHEN,
        "position": number,
        "revision": 1,
        "reactions": [{"emoji": reaction(text), "user_ids": ["u-other"]}],
    }


@cache
def reaction(text: str) -> str:
    """As much of `text` as an emoji may be long, and no wider than a text and its twin can be."""
    return text[: bisect_right(range(LONGEST_REACTION), WIDEST_REACTION, key=_width_until(text))]


def _width_until(text: str) -> Callable[[int], int]:
    return lambda last: cell_len(safe_text(text[: last + 1]))


def snapshot(text: str) -> dict[str, Any]:
    """What `/sync` answers."""
    return {
        "me": "u-me",
        "cursor": f"{EPOCH}.1",
        "ids": [GROUP, DM],
        "entities": entities(text),
        "online": ["u-other"],
    }


def page(text: str, conversation: str) -> dict[str, Any]:
    """What the history of a conversation answers."""
    told = entities(text)
    ids = [id_ for id_, row in told["messages"].items() if row["conversation_id"] == conversation]
    return {"ids": ids, "entities": told, "has_older": False, "has_newer": False}


def found(text: str) -> dict[str, Any]:
    """What is found, whatever was looked for."""
    told = entities(text)
    return {"hits": [{"id": id_} for id_ in told["messages"]], "entities": told}


def answer(path: str, text: str) -> bytes:
    """The body that a hostile server gives to a request for `path`."""
    if path.endswith("/messages"):
        told = page(text, path.split("/")[-2])
    elif path.endswith("/users"):
        told = {"ids": ["u-other"], "entities": entities(text)}
    elif path.endswith("/search"):
        told = found(text)
    elif path.endswith("/health"):
        told = {"status": "ok", "service": "safespot-tui", "version": text}
    elif path.endswith("/sessions"):
        told = {"token": "a-token", "user": {"id": "u-me", "alias": text}}
    else:
        told = snapshot(text)
    return json.dumps(told).encode()


def hostile_gateway(text: str) -> GlobalChatGateway:
    """A gateway to a server that tells `text` wherever it can."""

    def answered(request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "application/json"}
        return httpx.Response(200, headers=headers, content=answer(request.url.path, text))

    client = httpx.AsyncClient(
        transport=httpx.MockTransport(answered), base_url="http://127.0.0.1:1"
    )
    return GlobalChatGateway(client, client, OriginClientId("here"))


async def facts(text: str) -> tuple[Snapshot, HistoryPage, HistoryPage]:
    """All that was told, as the gateway hands it on."""
    gateway = hostile_gateway(text)
    try:
        return (
            await gateway.snapshot(),
            await gateway.history(ConversationId(GROUP), Page()),
            await gateway.history(ConversationId(DM), Page()),
        )
    finally:
        await gateway.aclose()


def twin(text: str) -> str:
    """A harmless text that takes exactly as much room as `text` does once it was made safe.

    Blanks stay blanks, and a line in which words are set off by signs keeps its letters. What
    terminals may disagree on the width of has a twin of which that is true: it is placed with more
    care. Whatever is written with no width at all is left out: if a terminal obeyed it, the hostile
    text and its twin would come out differently.
    """
    return "\n".join(map(_twin_of_line, safe_text(text).split("\n")))


_CERTAIN, _UNCERTAIN = ("", "x", "漢"), ("", "⌘", "Ａ")


def _twin_of_line(line: str) -> str:
    spans, _cells = split_graphemes(line)
    set_off = any(run.looks for run in runs_of(line))
    twins: list[str] = []
    for start, end, cells in spans:
        glyph = line[start:end]
        if cells:
            stays = glyph.isspace() or (set_off and glyph.isascii() and glyph.isprintable())
            twins.append(glyph if stays else _like(glyph)[cells])
        elif twins and not twins[-1].isspace():
            twins[-1] = _UNCERTAIN[cell_len(twins[-1])]
    return "".join(twins)


def _like(glyph: str) -> tuple[str, str, str]:
    return _CERTAIN if is_certain(glyph) else _UNCERTAIN
