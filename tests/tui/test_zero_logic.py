"""The screen renders what the store holds; it decides nothing about chat."""

import ast
from collections.abc import Iterator
from pathlib import Path

import safespot_tui

ROOMS = [Path(safespot_tui.__file__).parent / room for room in ("tui", "actions")]
RULES = {
    "safespot_tui.domain.ordering",
    "safespot_tui.domain.unread",
    "safespot_tui.store.patch",
    "safespot_tui.store.rows",
    "safespot_tui.store.tables",
    "safespot_tui.store.overlay",
    "safespot_tui.sync.outbox",
    "safespot_tui.sync.machine",
}
"""Where order, unread, delivery, echo and retries are decided."""
DECISIONS = {"delivery_of", "unread_count", "message_order", "inbox_order"}


def offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                if module in RULES:
                    yield f"line {node.lineno} imports {module}"
                for name in names:
                    if name.name in DECISIONS:
                        yield f"line {node.lineno} imports {name.name}"
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="store"), attr="apply")):
                yield f"line {node.lineno} changes the store"
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="_store"), attr="apply")):
                yield f"line {node.lineno} changes the store"
            case _:
                pass


def test_zero_logic_in_ui() -> None:
    found = {
        str(path): list(offences(path.read_text(encoding="utf-8")))
        for room in ROOMS
        for path in room.rglob("*.py")
    }
    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_a_screen_that_decides_would_be_noticed() -> None:
    assert list(offences("from safespot_tui.domain.unread import unread_count"))
    assert list(offences("from safespot_tui.domain.delivery import delivery_of"))
    assert list(offences("self.store.apply(patch)"))
