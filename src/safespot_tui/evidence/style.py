"""The forms an export has: for programs, for a page of notes, for a browser."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from html import escape
from typing import Any, Protocol

from safespot_tui.domain.text import safe_line, safe_text
from safespot_tui.evidence.notices import tombstone_words
from safespot_tui.evidence.record import Kind
from safespot_tui.i18n import _

Facts = Mapping[str, Any]

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_COMMENT = "<!-- {} -->\n"


class Form(StrEnum):
    """What can be asked for."""

    JSONL = "jsonl"
    MARKDOWN = "markdown"
    HTML = "html"


class Style(Protocol):
    """How records are laid out. What it shows is text that nothing obeys."""

    tail: str
    """What follows the last record."""

    def shown(self, kind: Kind, number: int, facts: Facts, sha256: str) -> str:
        """What a reader sees before the record; whole lines, none of which looks like a record."""
        ...

    def line(self, record: str) -> str:
        """The record itself."""
        ...

    def record(self, line: str) -> str | None:
        """What `line` was given, from one line with its end; None where it is none."""
        ...


def style_of(form: Form) -> Style:
    """How a form is laid out."""
    match form:
        case Form.JSONL:
            return Jsonl()
        case Form.MARKDOWN:
            return Markdown()
        case Form.HTML:
            return Html()


def told_style(text: str) -> Style:
    """How a text is laid out, by how it begins."""
    if text.startswith("{"):
        return Jsonl()
    return Html() if text.startswith(_HTML_HEAD[:15]) else Markdown()


class Jsonl:
    """Records, and nothing else."""

    tail = ""

    def shown(self, kind: Kind, number: int, facts: Facts, sha256: str) -> str:
        """Nothing."""
        return ""

    def line(self, record: str) -> str:
        """One line."""
        return record + "\n"

    def record(self, line: str) -> str | None:
        """Every line is one."""
        return line.removesuffix("\n")


class _Document:
    """What has its records in comments, which a reader does not see."""

    def line(self, record: str) -> str:
        """A comment on a line of its own; no record can end it, as it has no angle brackets."""
        return _COMMENT.format(record)

    def record(self, line: str) -> str | None:
        """What is in the comment."""
        before, after = _COMMENT.split("{}")
        if line.startswith(before) and line.endswith(after):
            return line[len(before) : -len(after)]
        return None


class Markdown(_Document):
    """CommonMark in which words are code, so that nothing in them is."""

    tail = ""

    def shown(self, kind: Kind, number: int, facts: Facts, sha256: str) -> str:
        """A heading, what is known of it as a list, and the words."""
        mark = "#" if kind is Kind.HEADER else "\n##"
        lines = [f"{mark} {_plain(_heading(kind, number, facts))}", ""]
        lines += [f"- {_plain(name)}: {_plain(value)}" for name, value in _known(kind, facts)]
        if kind is Kind.MESSAGE:
            lines.append(f"- SHA-256: {sha256}")
            # A list goes on in what is indented, unless something ends it.
            lines += ["", _("Said:"), "", *(f"    {line}" for line in _words(facts).split("\n"))]
        return "\n".join(lines) + "\n\n"


_HTML_HEAD = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 50rem; margin: auto; padding: 1rem; }}
article, footer {{ border-top: 1px solid #999; padding: .5rem 0; }}
h2 {{ font-size: 1rem; margin: 0; }}
pre {{ font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0; color: #666; }}
dd {{ margin: 0; overflow-wrap: anywhere; }}
</style>
</head>
<body>
"""


class Html(_Document):
    """A page that stands alone: nothing is fetched for it, and nothing in it runs."""

    tail = "</body>\n</html>\n"

    def shown(self, kind: Kind, number: int, facts: Facts, sha256: str) -> str:
        """An article for each message."""
        heading = escape(_heading(kind, number, facts))
        known = [*_known(kind, facts), *([("SHA-256", sha256)] if kind is Kind.MESSAGE else ())]
        rows = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in known
        )
        table = f"<dl>\n{rows}</dl>\n"
        match kind:
            case Kind.HEADER:
                return _HTML_HEAD.format(title=heading) + f"<h1>{heading}</h1>\n{table}"
            case Kind.MESSAGE:
                words = f"<pre>\n{escape(_words(facts))}</pre>\n"
                return f"<article>\n<h2>{heading}</h2>\n{words}{table}</article>\n"
            case Kind.MANIFEST:
                return f"<footer>\n<h2>{heading}</h2>\n{table}</footer>\n"


def _plain(text: str) -> str:
    """Nothing in it means anything to a reader of Markdown."""
    return _PUNCTUATION.sub(r"\\\1", text)


def _heading(kind: Kind, number: int, facts: Facts) -> str:
    match kind:
        case Kind.HEADER:
            return safe_line(str(facts["conversation"]))
        case Kind.MESSAGE:
            return f"{number}. {_time(facts['created_at'])} {safe_line(facts['sender'] or '?')}"
        case Kind.MANIFEST:
            return _("What this is")


def _known(kind: Kind, facts: Facts) -> Iterator[tuple[str, str]]:
    """Names and values, those that there are."""
    named: tuple[tuple[str, Any], ...]
    match kind:
        case Kind.HEADER:
            named = ((_("Conversation"), facts["conversation_id"]),)
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
                (_("Messages"), facts["count"]),
                (_("First"), facts["first_id"]),
                (_("Last"), facts["last_id"]),
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


def _words(facts: Facts) -> str:
    if facts["deleted_at"] is not None:
        return safe_text(tombstone_words(facts.get("removal", "")))
    if facts["type"] == "image":
        image = _("[image]")
        return safe_text("\n".join(filter(None, (f"{image} {facts['content']}", facts["caption"]))))
    return safe_text(facts.get("words") or facts["content"])


def _time(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
