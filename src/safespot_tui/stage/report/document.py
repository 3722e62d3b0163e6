"""The frame of every page that tells of a run: one file that fetches nothing and runs nothing."""

from collections.abc import Iterable
from pathlib import Path

from safespot_tui import __version__, i18n
from safespot_tui.i18n import _
from safespot_tui.stage.report.markup import Content, Markup, joined, tag, void

_STYLE = Path(__file__).parent / "files" / "report.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


def document(title: str, *body: Content) -> Markup:
    """A whole page, in the user's language, with a line at its foot that says what made it."""
    style = Markup(f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>")
    head = tag(
        "head",
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        void("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        style,
    )
    whole = tag("html", head, "\n", tag("body", *body, _footer()), lang=i18n.language())
    return joined(Markup("<!DOCTYPE html>\n"), whole, "\n")


def header(title: str, verdict: str, facts: Iterable[tuple[str, str]], *, good: bool) -> Markup:
    """What is at the top: what it is, how it ended, and what there is to know of it.

    A fact that is empty is left out.
    """
    rows = (tag("div", tag("dt", name), tag("dd", said)) for name, said in facts if said)
    ended = tag("p", verdict, class_="good" if good else "bad")
    return tag("header", tag("h1", title), ended, tag("dl", *rows, class_="facts"))


def _footer() -> Markup:
    made = _("Made by safespot-tui {version}. This page fetches nothing and runs nothing.")
    return tag("footer", made.format(version=__version__))
