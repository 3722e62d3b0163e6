"""The records an export is made of, each bound to the one before.

    header ── message 1 ── message 2 ── … ── manifest
          chain       chain        chain  chain = root

    header ── conversation ── message ── revision of it ── message ── conversation ── … ── manifest

`sha256` is of the facts alone, so that a message has the same in every export. `chain` is of the
whole record with the chain of the record before in its place: nothing can be changed, taken out,
put in or moved without every later chain being another.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any

import msgspec
from msgspec import Struct, structs

from safespot_tui.domain.json_text import escaped, harmless

BEGINNING = ""
"""What stands for the chain before the first record."""

_TAGS = re.compile("[<>]")


class Kind(StrEnum):
    """What a record tells."""

    HEADER = "header"
    CONVERSATION = "conversation"
    """What follows is of this one: in a case, which is of several."""
    MESSAGE = "message"
    REVISION = "revision"
    """What the message before it said before."""
    MANIFEST = "manifest"


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of an export, or what is hidden behind one paragraph of it."""

    kind: Kind
    number: int
    """0 for the header, then one by one."""
    facts: dict[str, Any]
    shown: str
    """The SHA-256 of what a reader sees of it beside this record; that of nothing in JSONL."""
    sha256: str
    """Of the canonical JSON of `facts`."""
    chain: str


def new_record(
    kind: Kind, number: int, facts: Mapping[str, Any], shown: str, before: str
) -> Record:
    """A record after the one whose chain is `before`; `shown` is the text beside it."""
    plain: dict[str, Any] = msgspec.json.decode(canonical(facts))
    record = Record(kind, number, plain, hash_of(shown.encode()), fingerprint(facts), before)
    return structs.replace(record, chain=hash_of(canonical(record)))


def is_genuine(record: Record, shown: str, before: str) -> bool:
    """Whether it is what was written after the record whose chain is `before`."""
    return record == new_record(record.kind, record.number, record.facts, shown, before)


def fingerprint(facts: Mapping[str, Any]) -> str:
    """The hash by which a message is known in every export of it."""
    return hash_of(canonical(facts))


def canonical(value: Record | Mapping[str, Any]) -> bytes:
    """JSON in UTF-8 without spaces, keys in order, times in UTC by ISO 8601."""
    return msgspec.json.encode(value, order="sorted")


def written(record: Record) -> str:
    """The record on one line, which neither a terminal nor a browser obeys."""
    return _TAGS.sub(escaped, harmless(canonical(record)).decode())


def read(line: str) -> Record | None:
    """The record of a line; None where it is not exactly as it was `written`."""
    try:
        record = msgspec.json.decode(line, type=Record)
        return record if written(record) == line else None
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def hash_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()
