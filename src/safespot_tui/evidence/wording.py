"""What a reader sees of a record, in words: the same in every form that shows something."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.evidence.notices import tombstone_words
from safespot_tui.evidence.record import Kind
from safespot_tui.i18n import _, ngettext

Facts = Mapping[str, Any]


def heading_of(kind: Kind, number: int, facts: Facts) -> str:
    """What stands above it."""
    match kind:
        case Kind.HEADER if "case" in facts:
            count = len(facts["conversations"])
            several = ngettext("{n} conversation", "{n} conversations", count).format(n=count)
            return safe_line(str(facts["case"])) or several
        case Kind.HEADER | Kind.CONVERSATION:
            return safe_line(str(facts["conversation"]))
        case Kind.MESSAGE:
            return f"{number}. {_time(facts['created_at'])} {safe_line(facts['sender'] or '?')}"
        case Kind.REVISION:
            said_at = _time(facts["said_at"])
            return _("{number}. {time} said before").format(number=number, time=said_at)
        case Kind.MANIFEST:
            return _("What this is")


def known_of(kind: Kind, facts: Facts) -> Iterator[tuple[str, str]]:
    """Names and values, those that there are."""
    named: tuple[tuple[str, Any], ...]
    match kind:
        case Kind.HEADER if "case" in facts:
            named = ()
        case Kind.HEADER:
            named = ((_("Conversation"), facts["conversation_id"]),)
        case Kind.CONVERSATION:
            named = (
                (_("Conversation"), facts["conversation_id"]),
                (_("Messages"), facts["count"]),
            )
        case Kind.REVISION:
            named = ((_("Message"), facts["message_id"]),)
        case Kind.MESSAGE:
            named = (
                (_("Message"), facts["id"]),
                (_("Sender"), facts["sender_id"]),
                (_("Answers"), facts["reply_to_id"]),
                (_("Edited"), facts["edited_at"]),
                (_("Deleted"), facts["deleted_at"]),
                *((each["emoji"], ", ".join(each["user_ids"])) for each in facts["reactions"]),
            )
        case Kind.MANIFEST:
            named = (
                (_("Conversations"), facts.get("conversations")),
                (_("Messages"), facts["count"]),
                (_("Earlier versions"), facts.get("revisions")),
                (_("First"), facts.get("first_id")),
                (_("Last"), facts.get("last_id")),
                (_("Root hash"), facts["root_sha256"]),
                (_("Taken out at"), facts["exported_at"]),
                (_("Taken out by"), f"{facts['exported_by']} ({facts['exported_by_id']})"),
                (_("Server"), facts["server"]),
                (
                    _("Taken from"),
                    _("the server, and what is kept here")
                    if facts["server_asked"]
                    else _("what is kept here"),
                ),
            )
    for name, value in named:
        if value is not None:
            told = _time(value) if isinstance(value, datetime) else str(value)
            yield safe_line(name), safe_line(told)


def table_of(facts: Facts) -> Sequence[Sequence[str]]:
    """What is in a case: a row of names, then one for each conversation; nothing for another."""
    if "case" not in facts:
        return ()
    names = (_("Conversation"), _("Id"), _("Messages"), _("First"), _("Last"))
    return (
        names,
        *(
            [
                safe_line(str(row["conversation"])),
                safe_line(str(row["conversation_id"])),
                str(row["count"]),
                *("" if at is None else _time(at) for at in (row["first_at"], row["last_at"])),
            ]
            for row in facts["conversations"]
        ),
    )


def words_of(facts: Facts) -> str:
    """What was said, or what stands for it."""
    if facts.get("deleted_at") is not None:
        return safe_text(tombstone_words(facts.get("removal", "")))
    if facts["type"] == "image":
        image = _("[image]")
        return safe_text("\n".join(filter(None, (f"{image} {facts['content']}", facts["caption"]))))
    return safe_text(facts.get("words") or facts["content"])


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
