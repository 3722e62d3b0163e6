"""A line of what crossed."""

from datetime import datetime, timedelta

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId
from safespot_tui.instruments.trace.entry import (
    Asked,
    Broke,
    Called,
    Disturbed,
    Framed,
    Patched,
    Told,
)
from safespot_tui.instruments.trace.story import Story, event_name

_LEADS_TO = " → "
_SIGN_OF_LIFE, _CURSOR = ": heartbeat", "id"


class Row(Struct, frozen=True):
    """What is shown of a story in one line. Technical, in no language, and not yet `SafeText`."""

    number: int
    at: float
    what: str
    """The method and the path, or the event."""
    status: str
    size: int | None
    latency: float | None
    became: str
    failed: bool = False


def row_of(story: Story) -> Row:
    """The line of a story, as it stands now."""
    return Row(
        number=story.head.number,
        at=story.head.at,
        what=_what(story),
        status=_status(story),
        size=story.size,
        latency=story.latency,
        became=_became(story),
        failed=isinstance(story.end, Broke) or (story.status or 0) >= 400,
    )


def moment(began_at: datetime, at: float) -> datetime:
    """When, by the wall clock of this machine, an entry was noted."""
    return (began_at + timedelta(seconds=at)).astimezone()


def time_to_the_millisecond(moment: datetime) -> str:
    """As precise as what is compared with a server's log."""
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03}"


def bytes_in_short(size: int) -> str:
    """`812`, `4.1k`, `2.0M`: in five characters at most."""
    if size < 1000:
        return str(size)
    thousands = size / 1000
    if thousands < 1000:
        return f"{thousands:.1f}k" if thousands < 99.95 else f"{thousands:.0f}k"
    return f"{thousands / 1000:.1f}M"


def seconds_in_short(seconds: float) -> str:
    """`0.4ms`, `12ms`, `1.8s`: in six characters at most."""
    milliseconds = seconds * 1000
    if milliseconds < 9.95:
        return f"{milliseconds:.1f}ms"
    return f"{milliseconds:.0f}ms" if milliseconds < 999.5 else f"{seconds:.1f}s"


def conversations_of(story: Story) -> frozenset[ConversationId]:
    """The conversations that it is about."""
    found = set[str]()
    if story.call is not None:
        found.update(story.call.about.get("conversation_id", "").split())
    for patched in story.patched:
        for key in patched.keys:
            match key.split(":"):
                case ["conversations", "detail" | "messages", conversation_id]:
                    found.add(conversation_id)
                case ["typing" | "drafts" | "members", conversation_id, *_]:
                    found.add(conversation_id)
                case _:
                    pass
    return frozenset(map(ConversationId, found))


def _what(story: Story) -> str:
    match story.head:
        case Asked(method=method, path=path):
            return f"{method} {path}"
        case Framed(event=event, id=id_):
            return f"{event or (_SIGN_OF_LIFE if not id_ else _CURSOR)} {id_}".rstrip()
        case Told(item=item):
            return event_name(item)
        case Called(name=name, about=about):
            return " ".join((name, *about.values()))
        case Disturbed(knob=knob, what=what):
            return f"{knob} {what}"
        case Patched(uncaused=uncaused):
            return " ".join(uncaused)
        case _:
            return type(story.head).__name__


def _status(story: Story) -> str:
    match story.head, story.end:
        case Asked() | Called(), Broke():
            return "✗"
        case Asked(), None:
            return "open" if story.is_stream else "…"
        case Asked(), _:
            return str(story.status)
        case _:
            return ""


def _became(story: Story) -> str:
    """`message-created → 4 changes → inbox, messages`; of a break, its reason."""
    if isinstance(story.end, Broke):
        return story.end.reason
    steps = [
        ", ".join(dict.fromkeys(event_name(told.item) for told in story.told)),
        _changes(story),
        ", ".join(dict.fromkeys(w for each in story.repainted for w in each.widgets)),
    ]
    if isinstance(story.head, Framed) and steps[0] == story.head.event:
        steps[0] = ""
    if story.disturbed:
        steps.append("! " + ", ".join(each.knob for each in story.disturbed))
    return _LEADS_TO.join(filter(None, steps))


def _changes(story: Story) -> str:
    changed = {key for patched in story.patched for key in patched.keys}
    return f"{len(changed)}Δ" if changed else ""
