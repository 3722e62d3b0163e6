"""What came of a load, as one page with its plots."""

from collections.abc import Iterator, Sequence

from safespot_tui.i18n import _
from safespot_tui.instruments.trace.wording import finding_in_words
from safespot_tui.stage.load.latencies import Spread
from safespot_tui.stage.load.result import Result
from safespot_tui.stage.load.svg import Curve, picture
from safespot_tui.stage.load.words import (
    duration,
    errors_in_words,
    found_in_words,
    generator_in_words,
    messages_in_words,
    plan_in_words,
    table,
)
from safespot_tui.stage.report.document import document, header
from safespot_tui.stage.report.markup import Markup, tag


def page(result: Result, *, good: bool) -> str:
    """The page, in the user's language; `good` is whether it ended as it should."""
    title = _("What came of the load")
    facts = (
        (_("Server"), f"{result.server} ({result.dialect})"),
        (_("Begun"), result.began_at),
        (_("Load"), plan_in_words(result.plan)),
    )
    found = sum(result.faults.values()) + len(result.differences)
    verdict = _("{errors}, {found}").format(
        errors=errors_in_words(result.error_count), found=found_in_words(found)
    )
    sentences = [messages_in_words(result), generator_in_words(result)]
    if not result.is_whole:
        sentences.append(_("It was ended before its time."))
    return document(
        title,
        header(title, verdict, facts, good=good),
        *(tag("p", sentence) for sentence in sentences),
        _table(table(result)),
        *_plots(result),
        *_wrong(result),
    )


def _table(rows: Sequence[Sequence[str]]) -> Markup:
    head, *body = rows
    return tag(
        "table",
        tag("tr", *(tag("th", name, scope="col") for name in head)),
        *(tag("tr", *(tag("td", cell) for cell in row)) for row in body),
    )


def _plots(result: Result) -> Iterator[Markup]:
    series, slot = result.series, result.slot
    for title, spreads in (
        (_("From when it was due until delivered"), [each.delivered for each in series]),
        (_("From when it was due until accepted"), [each.accepted for each in series]),
    ):
        yield picture(title, _percentiles(spreads), slot, duration)
    rates = [
        Curve(_("messages a second"), [each.sent / slot for each in series]),
        Curve(_("errors a second"), [each.errors / slot for each in series]),
    ]
    yield picture(_("Messages and errors"), rates, slot, lambda rate: f"{rate:g}")


def _percentiles(spreads: Sequence[Spread]) -> Sequence[Curve]:
    return [
        Curve("p50", [each.p50 for each in spreads]),
        Curve("p90", [each.p90 for each in spreads]),
        Curve("p99", [each.p99 for each in spreads]),
    ]


def _wrong(result: Result) -> Iterator[Markup]:
    """Errors and findings, each with its number, and examples."""
    counts = [(kind, str(count)) for kind, count in result.errors.items()]
    counts += [(fault.value, str(count)) for fault, count in result.faults.items()]
    if counts:
        yield tag("h2", _("What went wrong"))
        yield _table([(_("what"), _("count")), *counts])
    told = [*map(finding_in_words, result.findings), *result.differences]
    if told:
        yield tag("ul", *(tag("li", line) for line in told), class_="events")
