"""Whether the engine asks again for what it holds.

A piece of a history may be asked for once. It may be asked for again when the conversation is
opened again, when the client has caught up or was reset, and when memory had let go of it: these
begin anew. A snapshot may be taken once, and again when the server has said that there is no other
way. What a gateway asks by itself, because its server tells too little, is its dialect's affair.
"""

from collections.abc import Iterator

from safespot_tui.domain.event import ResetRequired, Synced
from safespot_tui.gateway.errors import NotUnderstood
from safespot_tui.instruments.trace.entry import Broke, Called, Entry, Patched, Told
from safespot_tui.instruments.trace.finding import Fault, Finding


class Refetches:
    """Follows what is called, told and applied."""

    def __init__(self) -> None:
        self._asked: dict[str, dict[str, int]] = {}
        """By conversation and page, the call that last asked for it."""
        self._watched: frozenset[str] = frozenset()
        self._snapshot: int | None = None
        """The change that a snapshot made, as long as that is what things stand on."""

    def note(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong with it."""
        match entry:
            case Called(name="watch"):
                shown = frozenset(entry.about.get("conversation_ids", "").split())
                for conversation_id in shown - self._watched:
                    self._asked.pop(conversation_id, None)
                self._watched = shown
            case Called(name="history"):
                yield from self._history(entry)
            case Called(name="snapshot"):
                if self._snapshot is not None:
                    detail = f"#{self._snapshot} holds, and no reset came since"
                    yield Finding(Fault.REFETCHED, "snapshot", detail, entry.number)
            case Broke(of=call, reason=reason):
                # What nobody could make anything of, only a snapshot mends; what did not come may
                # be asked for again.
                if reason.startswith(NotUnderstood.__name__):
                    self._snapshot = None
                for asked in self._asked.values():
                    for page in [page for page, number in asked.items() if number == call]:
                        del asked[page]
            case Called(name="stream"):
                self._asked.clear()
            case Told(item=ResetRequired()):
                self._snapshot = None
                self._asked.clear()
            case Told(item=Synced()):
                self._asked.clear()
            case Patched(patches=patches):
                if "Snapshot" in patches:
                    self._snapshot = entry.number
                if "Snapshot" in patches or "Forgotten" in patches:
                    self._asked.clear()
            case _:
                pass

    def _history(self, call: Called) -> Iterator[Finding]:
        conversation_id = call.about.get("conversation_id", "")
        sides = ("before", "after", "around")
        page = " ".join(f"{side} {call.about[side]}" for side in sides if side in call.about)
        asked = self._asked.setdefault(conversation_id, {})
        if page in asked:
            detail = f"{page or 'the newest'}: #{asked[page]} had asked for it"
            yield Finding(Fault.REFETCHED, conversation_id, detail, call.number)
        elif not page and conversation_id not in self._watched:
            yield Finding(Fault.REFETCHED, conversation_id, "nobody has opened it", call.number)
        asked[page] = call.number
