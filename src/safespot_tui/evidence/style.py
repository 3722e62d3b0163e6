"""The forms an export has: for programs, for a page of notes, for a browser."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from html import escape
from typing import Any, Protocol

from safespot_tui.evidence.record import Kind
from safespot_tui.evidence.wording import heading_of, known_of, table_of, words_of
from safespot_tui.i18n import _

Facts = Mapping[str, Any]

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_COMMENT = "<!-- {} -->\n"


_SAID = (Kind.MESSAGE, Kind.REVISION)


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
        mark = {Kind.HEADER: "#", Kind.CONVERSATION: "\n#"}.get(kind, "\n##")
        lines = [f"{mark} {_plain(heading_of(kind, number, facts))}", ""]
        lines += [f"- {_plain(name)}: {_plain(value)}" for name, value in known_of(kind, facts)]
        rows = table_of(facts) if kind is Kind.HEADER else ()
        for at, cells in enumerate(rows):
            lines.append("|".join(("", *(f" {_plain(cell)} " for cell in cells), "")))
            if at == 0:
                lines.append("|" + " --- |" * len(cells))
        if kind in _SAID:
            lines.append(f"- SHA-256: {sha256}")
            # A list goes on in what is indented, unless something ends it.
            lines += ["", _("Said:"), "", *(f"    {line}" for line in words_of(facts).split("\n"))]
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
article.before {{ border-top-style: dashed; margin-left: 2rem; }}
table {{ border-collapse: collapse; margin: 1rem 0; }}
th, td {{ border: 1px solid #999; padding: .2rem .5rem; text-align: left; }}
td {{ overflow-wrap: anywhere; }}
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
        heading = escape(heading_of(kind, number, facts))
        known = [*known_of(kind, facts), *([("SHA-256", sha256)] if kind in _SAID else ())]
        rows = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in known
        )
        table = f"<dl>\n{rows}</dl>\n"
        words = f"<pre>\n{escape(words_of(facts))}</pre>\n" if kind in _SAID else ""
        match kind:
            case Kind.HEADER:
                contents = _html_table(table_of(facts)) or table
                return _HTML_HEAD.format(title=heading) + f"<h1>{heading}</h1>\n{contents}"
            case Kind.CONVERSATION:
                return f"<h1>{heading}</h1>\n{table}"
            case Kind.MESSAGE:
                return f"<article>\n<h2>{heading}</h2>\n{words}{table}</article>\n"
            case Kind.REVISION:
                return f'<article class="before">\n<h2>{heading}</h2>\n{words}{table}</article>\n'
            case Kind.MANIFEST:
                return f"<footer>\n<h2>{heading}</h2>\n{table}</footer>\n"


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    """The first row has the names of the columns; nothing where there are none."""
    lines = (
        "".join(f"<{cell}>{escape(each)}</{cell}>" for each in row)
        for row, cell in zip(rows, ("th", *("td",) * len(rows)), strict=False)
    )
    body = "".join(f"<tr>{line}</tr>\n" for line in lines)
    return f"<table>\n{body}</table>\n" if rows else ""


def _plain(text: str) -> str:
    """Nothing in it means anything to a reader of Markdown."""
    return _PUNCTUATION.sub(r"\\\1", text)
