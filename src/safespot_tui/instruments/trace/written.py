"""Entries and stories as JSON."""

from typing import Any

import msgspec
from msgspec import Struct, structs

from safespot_tui.instruments.trace.entry import Entry, Told
from safespot_tui.instruments.trace.story import Story, event_name


def as_builtins(entry: Entry) -> dict[str, Any]:
    """An entry: its `kind`, and its members by their names."""
    members: dict[str, Any] = {"kind": type(entry).__name__.lower()}
    if isinstance(entry, Told):
        told = structs.replace(entry, item=None)  # pyright: ignore[reportArgumentType]
        members |= msgspec.to_builtins(told) | {"item": _typed(entry.item, event_name(entry.item))}
    else:
        members |= msgspec.to_builtins(entry)
    members.pop("type", None)
    return members


def line_of(entry: Entry) -> str:
    """An entry as a line of JSON."""
    return msgspec.json.encode(as_builtins(entry)).decode()


def story_json(story: Story) -> str:
    """All entries of a story, in order, to be read by people."""
    entries = msgspec.json.encode([as_builtins(entry) for entry in story.entries])
    return msgspec.json.format(entries, indent=2).decode()


def _typed(value: Struct, name: str) -> dict[str, Any]:
    return {"event": name} | {"fact": msgspec.to_builtins(value)}
