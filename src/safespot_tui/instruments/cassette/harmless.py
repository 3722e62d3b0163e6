"""A cassette may come from anybody: what is in it is made safe again before it is told or drawn."""

from typing import Any, cast

from safespot_tui.domain.text import safe_text


def harmless(value: Any) -> Any:
    """The same plain value, with nothing in its texts that a terminal would obey."""
    match value:
        case str():
            return safe_text(value)
        case dict():
            named = cast("dict[Any, Any]", value)
            return {harmless(name): harmless(each) for name, each in named.items()}
        case list():
            return [harmless(each) for each in cast("list[Any]", value)]
        case _:
            return value


def is_plain(json: bytes) -> bool:
    """Whether JSON is such that nothing in it can be harmful."""
    return json.isascii() and b"\\u" not in json and b"\x7f" not in json
