"""What was recorded of the real server: `tests/data/safespot/*.jsonl`."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "data" / "safespot"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer.

    A long `answer` was recorded as its length and its beginning.
    """

    number: int
    section: str
    label: str
    who: str | None
    method: str
    path: str
    headers: dict[str, str]
    body: Any
    status: int
    answer_headers: dict[str, str]
    answer: Any

    def __str__(self) -> str:
        return f"{self.number}-{self.section}-{self.label}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One block of a stream."""

    stream: str
    section: str
    raw: str

    @property
    def name(self) -> str | None:
        """The event's; None for a comment."""
        return None if self.raw.startswith(":") else self.raw.partition("\n")[0][7:]

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(self.raw.partition("\ndata: ")[2])


def lines(name: str) -> list[dict[str, Any]]:
    """One recording, as it is."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@cache
def exchanges() -> tuple[Exchange, ...]:
    return tuple(
        Exchange(
            number,
            line["section"],
            line["label"],
            line["who"],
            line["request"]["method"],
            line["request"]["path"],
            line["request"]["headers"],
            line["request"]["body"],
            line["response"]["status"],
            line["response"]["headers"],
            _whole(line["response"]["body"]),
        )
        for number, line in enumerate(lines("rest"))
    )


@cache
def blocks() -> tuple[Recorded, ...]:
    """Of all streams; `stream` is the kind: user, room or feed."""
    found: list[Recorded] = []
    for path in sorted(FOLDER.glob("sse_*.jsonl")):
        kind = ""
        for line in lines(path.stem):
            if line["kind"] == "connect":
                kind = _kind(line["path"])
            elif line["kind"] == "block":
                found.append(Recorded(kind, line["section"], line["raw"]))
    return tuple(found)


def _kind(path: str) -> str:
    first = path.removeprefix("/api/realtime/").partition("/")[0]
    return {"chats": "room"}.get(first, first)


def _whole(answer: Any) -> Any:
    """An answer that was shortened, as far as it can be read; else as it is."""
    if not isinstance(answer, str) or not (cut := re.match(r"\(\d+ chars\) ", answer)):
        return answer
    text = answer[cut.end() :]
    try:
        return json.loads(text)
    except ValueError:
        return Beginning(_elements(text) if text.startswith("[") else _fields(text))


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first elements of a long array, or the first fields of a long object."""

    known: list[Any] | dict[str, Any]


def _elements(text: str) -> list[Any]:
    decoder, at, found = json.JSONDecoder(), 1, []
    while True:
        try:
            element, at = decoder.raw_decode(text, at)
        except ValueError:
            return found
        found.append(element)
        at += 1


def _fields(text: str) -> dict[str, Any]:
    decoder, at, found = json.JSONDecoder(), 1, {}
    while True:
        try:
            name, at = decoder.raw_decode(text, at)
            found[name], at = decoder.raw_decode(text, at + 1)
        except ValueError:
            return found
        at += 1
