"""A run as one page."""

import itertools
from collections.abc import Iterable, Iterator

from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _
from safespot_tui.stage.report import wording
from safespot_tui.stage.report.document import document, header
from safespot_tui.stage.report.markup import Content, Markup, joined, tag, void
from safespot_tui.stage.report.outcome import (
    Failed,
    Run,
    Screen,
    Step,
    StepStatus,
    TapeOutcome,
    Unreadable,
)
from safespot_tui.stage.report.picture import picture
from safespot_tui.stage.report.telling import chapters, excerpt


def page(run: Run) -> str:
    """The page, in the user's language."""
    return _Page(run).markup()


class _Page:
    """Counts the pictures, so that no two have the same names in them."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._pictures = itertools.count(1)

    def markup(self) -> Markup:
        tapes = [self._tape(each) for each in self._run.tapes]
        nothing = tag("p", _("No tape failed."), class_="nothing")
        title = _("Tapes: {counts}").format(counts=wording.counts(self._run.tapes))
        return document(title, self._header(), *self._filter(), tag("main", nothing, *tapes))

    def _header(self) -> Markup:
        run = self._run
        facts = (
            (_("Server"), run.server or _("a new one for each tape")),
            (_("Profile"), run.profile),
            (_("Begun"), run.started.isoformat(" ", "seconds")),
            (_("Took"), wording.seconds(run.seconds)),
            (_("Order"), wording.how_to_repeat(run)),
        )
        title = _("What came of the tapes")
        return header(title, wording.counts(run.tapes), facts, good=run.ok)

    def _filter(self) -> Iterator[Markup]:
        """Chosen without a script: the style sheet hides what is not wanted."""
        choices = (("all", _("All"), self._run.ok), ("only-failed", _("Failed"), not self._run.ok))
        for name, words, is_chosen in choices:
            yield void(
                "input", type="radio", name="show", id=name, class_="choice", checked=is_chosen
            )
            yield tag("label", words, for_=name)

    def _tape(self, outcome: TapeOutcome) -> Markup:
        result = outcome.result
        kind = type(result).__name__.lower()
        wrong = isinstance(result, Failed | Unreadable)
        colour = "bad" if wrong else "good" if kind == "passed" else "mute"
        which, why = wording.which_time(outcome, self._run.repeat), wording.reason(result)
        summary = tag(
            "summary",
            tag("span", wording.verdict(result), class_=colour),
            tag("span", safe_text(wording.place(outcome)), class_="name"),
            tag("span", which) if which else None,
            tag("span", wording.seconds(outcome.seconds), class_="time"),
            tag("span", safe_text(why), class_="why") if why and not wrong else None,
        )
        body = tag("div", *self._body(outcome), class_="body")
        return tag("details", summary, body, class_=f"tape {kind}", open=wrong)

    def _body(self, outcome: TapeOutcome) -> Iterator[Content]:
        result = outcome.result
        if isinstance(result, Failed | Unreadable):
            yield tag("p", safe_text(wording.reason(result)), class_="sentence")
        line = wording.line_of(outcome)
        if isinstance(result, Unreadable) and line is not None:
            yield tag("pre", *_excerpt(outcome.source, line))
        if outcome.steps:
            slowest = max(step.seconds for step in outcome.steps)
            yield tag("h3", _("Steps"))
            yield tag("ol", *(self._step(each, slowest) for each in outcome.steps), class_="steps")
        if isinstance(result, Failed):
            for witness in result.witnesses:
                for heading, lines in chapters(witness):
                    yield _chapter(heading, lines)

    def _step(self, step: Step, slowest: float) -> Markup:
        reached = step.status is not StepStatus.NOT_REACHED
        # `As Ana` says it by itself.
        client = "" if step.client in step.text else f"  {safe_text(step.client)}"
        who = tag("span", client, class_="who")
        row = tag(
            "div",
            tag("span", str(step.line), class_="line"),
            tag("span", safe_text(step.text), who),
            tag("span", wording.seconds(step.seconds) if reached else "", class_="time"),
            class_="step",
        )
        share = step.seconds / slowest if slowest else 0
        bar = tag("div", class_="took", style=f"width: calc({share:.3f} * (100% - 2.6rem))")
        screens = (self._screen(step, each) for each in step.screens)
        seen = tag("div", *screens, class_="screens") if step.screens else None
        return tag("li", row, bar, seen, class_=step.status.value)

    def _screen(self, step: Step, screen: Screen) -> Markup:
        # What was done is written above.
        title = "" if screen.title == step.text else f": {safe_text(screen.title)}"
        caption = f"{safe_text(screen.client)}{title}"
        drawn = picture(screen.svg, f"screen-{next(self._pictures)}", caption)
        text = tag("pre", safe_text(screen.text))
        if drawn is not None:
            as_text = tag("details", tag("summary", _("as text")), text)
            shown = joined(tag("div", drawn, class_="picture"), as_text)
        else:
            shown = text
        return tag("figure", tag("figcaption", caption), shown)


def _excerpt(source: str, line: int) -> Iterator[Content]:
    for number, text in excerpt(source, line):
        row = f"{number:>3}  {safe_text(text)}"
        yield tag("mark", row) if number == line else row
        yield "\n"


def _chapter(heading: str, lines: Iterable[str]) -> Markup:
    rows = (tag("li", safe_text(line)) for line in lines)
    return joined(tag("h3", safe_text(heading)), tag("ul", *rows, class_="events"))
