"""Figures in words, each with a sentence that says what exactly it is."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from textwrap import wrap

from msgspec import Struct

from safespot_tui.domain.ids import ConversationId
from safespot_tui.i18n import _, ngettext
from safespot_tui.insight.durations import Spread
from safespot_tui.insight.figures import Figures
from safespot_tui.insight.plot import bar, columns, ruler
from safespot_tui.insight.volume import HOURS, Span
from safespot_tui.insight.waiting import Band

_PLOT_LINES = 4
_BAR = 16
_WIDEST_CELL = 6
_LABELLED = 3
"""Every so many hours have their label."""
_LONGEST_TITLE = 40
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


class Row(Struct, frozen=True):
    """A line of its own."""

    text: str
    is_plot: bool = False
    conversation_id: ConversationId | None = None
    """The one that it is about."""


class Passage(Struct, frozen=True):
    """What is said about one thing."""

    title: str
    note: str = ""
    """What exactly the figures are."""
    rows: tuple[Row, ...] = ()


class Wording(Struct, frozen=True):
    """How things are called where it is told."""

    title: Callable[[ConversationId], str]
    day: Callable[[datetime], str]
    """The day of a moment."""
    moment: Callable[[datetime], str]
    """A day, or a time of today, in a few cells."""
    hour: Callable[[int], str] = "{:02}".format
    """An hour of the day, in two cells or a little more."""
    width: int = 80
    plots: bool = True
    """Whether there are eyes for them."""
    ascii_only: bool = False


def told(figures: Figures, wording: Wording) -> Sequence[Passage]:
    """All that there is to say, in the order in which it is asked for."""
    teller = _Teller(figures, wording)
    about_time = (teller.answers(), teller.by_hour(), teller.by_day(), teller.busiest())
    return [
        teller.about_all(),
        teller.waiting(),
        *(about_time if figures.messages else ()),
        *teller.hits(),
    ]


def lines_of(passages: Sequence[Passage], width: int | None = None) -> Iterator[str]:
    """The passages one below the other, for who prints them; notes are wrapped to `width`."""
    for at, passage in enumerate(passages):
        if at:
            yield ""
        yield passage.title
        if passage.note:
            yield from [passage.note] if width is None else wrap(passage.note, width)
        yield from (row.text for row in passage.rows)


def duration_words(seconds: int) -> str:
    """How long something took, in the two units that say most."""
    if seconds < _MINUTE:
        return _("{n} s").format(n=seconds)
    if seconds < _HOUR:
        return _("{n} min").format(n=seconds // _MINUTE)
    if seconds < _DAY:
        return _("{hours} h {minutes} min").format(
            hours=seconds // _HOUR, minutes=seconds % _HOUR // _MINUTE
        )
    days = seconds // _DAY
    return ngettext("{n} day", "{n} days", days).format(n=days)


class _Teller:
    def __init__(self, figures: Figures, wording: Wording) -> None:
        self._figures = figures
        self._wording = wording

    def about_all(self) -> Passage:
        figures = self._figures
        messages = ngettext("{n} message", "{n} messages", figures.messages)
        places = ngettext("{n} conversation", "{n} conversations", figures.conversations)
        sentences: list[str] = []
        if figures.first is None:
            sentences.append(_("Nothing of this time is kept here."))
        else:
            sentences.append(
                _("Of what is kept here: {messages} in {conversations}, the first {since}.").format(
                    messages=messages.format(n=figures.messages),
                    conversations=places.format(n=figures.conversations),
                    since=self._wording.day(figures.first),
                )
            )
        if figures.incomplete:
            sentence = ngettext(
                "In {n} conversation something of this time may be missing: scroll up there, and "
                "it is fetched.",
                "In {n} conversations something of this time may be missing: scroll up there, and "
                "it is fetched.",
                figures.incomplete,
            )
            sentences.append(sentence.format(n=figures.incomplete))
        if not figures.is_whole:
            sentences.append(_("Still counting…"))
        return Passage(self._period(), " ".join(sentences))

    def _period(self) -> str:
        period = self._figures.period
        match period.since, period.until:
            case None, None:
                return _("All that is kept")
            case None, until:
                return _("Until {until}").format(until=self._end(until))
            case since, None:
                return _("Since {since}").format(since=self._moment(since))
            case since, until:
                return _("From {since} to {until}").format(
                    since=self._moment(since), until=self._end(until)
                )

    def _moment(self, moment: datetime) -> str:
        """The day, and the time unless the day begins then."""
        day, there = self._wording.day(moment), moment.astimezone()
        return day if there.time() == time.min else f"{day}, {there:%H:%M}"

    def _end(self, until: datetime) -> str:
        """A day is meant as a whole: what it ends with is the midnight after it."""
        is_midnight = until.astimezone().time() == time.min
        return (
            self._wording.day(until - timedelta(seconds=1)) if is_midnight else self._moment(until)
        )

    # ---------------------------------------------------------------------------- answers

    def waiting(self) -> Passage:
        queue, moment = self._figures.queue, self._wording.moment
        rows = [*self._bars([(_band_words(band), band.count) for band in queue.bands])]
        for each in queue.oldest:
            age = max(0, int((self._figures.at - each.since).total_seconds()))
            form = _("at least {time}") if each.at_least else "{time}"
            words = _("{title}: {age}, since {since}").format(
                title=self._title(each.conversation_id),
                age=form.format(time=duration_words(age)),
                since=moment(each.since),
            )
            rows.append(Row(words, conversation_id=each.conversation_id))
        count = queue.count
        return Passage(
            ngettext("Open now: {n} conversation", "Open now: {n} conversations", count).format(
                n=count
            ),
            _(
                "What others wrote last, and neither you, nor a moderator, nor who manages the "
                "group has answered; the age is that of the first of it. Archived, done and "
                "snoozed conversations are left out."
            ),
            tuple(rows) if count else (),
        )

    def answers(self) -> Passage:
        figures = self._figures
        rows = [
            *self._spread(_("Somebody else"), figures.anybody),
            *self._spread(_("You, or a moderator"), figures.desk),
        ]
        return Passage(
            _("Until an answer came"),
            _(
                "From the first message that one person wrote in a row to the first by somebody "
                "else; and from the first that others wrote to the first by you, a moderator, or "
                "who manages the group. Question and answer are of this time; over what may be "
                "missing nothing is counted."
            ),
            tuple(rows),
        )

    def _spread(self, who: str, spread: Spread) -> Iterator[Row]:
        if spread.median is None or spread.p90 is None:
            yield Row(_("{who}: no answers").format(who=who))
            return
        answers = ngettext("{n} answer", "{n} answers", spread.count).format(n=spread.count)
        yield Row(
            _("{who}: half within {median}, nine of ten within {p90} ({answers})").format(
                who=who,
                median=duration_words(spread.median),
                p90=duration_words(spread.p90),
                answers=answers,
            )
        )
        for slow in spread.slowest[:1]:
            words = _("Slowest: {time} in {title}").format(
                time=duration_words(slow.seconds), title=self._title(slow.conversation_id)
            )
            yield Row(f"  {words}", conversation_id=slow.conversation_id)

    # ---------------------------------------------------------------------------- volume

    def by_hour(self) -> Passage:
        volume, hour = self._figures.volume, self._wording.hour
        busiest = volume.busiest
        rows: list[Row] = []
        if busiest is not None:
            cell = max(1, min(3, self._wording.width // HOURS))
            labels = [hour(at) if at % _LABELLED == 0 else "" for at in range(HOURS)]
            rows += self._plot(volume.hours, labels, cell)
            words = _("Most from {hour} on: {n}").format(
                hour=hour(busiest), n=volume.hours[busiest]
            )
            rows.append(Row(words))
        note = _("Messages by the hour of the day at which they were written, where you are.")
        return Passage(_("By hour"), note, tuple(rows))

    def by_day(self) -> Passage:
        spans = self._figures.volume.spans
        days = spans[0].days if spans else 1
        note = (
            _("Messages of each day.")
            if days == 1
            else _("Messages of {n} days each.").format(n=days)
        )
        rows: list[Row] = []
        if spans:
            most = max(spans, key=lambda span: span.count)
            if len(spans) > 1:
                cell = max(1, min(_WIDEST_CELL, self._wording.width // len(spans)))
                labels = [self._day(span.first) for span in spans]
                rows += self._plot([span.count for span in spans], labels, cell)
            rows.append(Row(self._most(most)))
        return Passage(_("By day"), note, tuple(rows))

    def _most(self, span: Span) -> str:
        form = _("Most on {day}: {n}") if span.days == 1 else _("Most from {day} on: {n}")
        return form.format(day=self._day(span.first), n=span.count)

    def _day(self, day: date) -> str:
        return _("{day}/{month}").format(day=day.day, month=day.month)

    def _plot(self, values: Sequence[int], labels: Sequence[str], cell: int) -> Iterator[Row]:
        if self._wording.plots:
            ascii_only = self._wording.ascii_only
            for line in columns(values, _PLOT_LINES, cell=cell, ascii_only=ascii_only):
                yield Row(line, is_plot=True)
            yield Row(ruler(labels, cell))

    # ---------------------------------------------------------------------------- where, and what

    def busiest(self) -> Passage:
        rows: list[Row] = []
        for each in self._figures.busiest:
            people = ngettext("{n} person", "{n} people", each.people).format(n=each.people)
            messages = ngettext("{n} message", "{n} messages", each.messages)
            words = _("{title}: {messages} by {people}").format(
                title=self._title(each.conversation_id),
                messages=messages.format(n=each.messages),
                people=people,
            )
            rows.append(Row(words, conversation_id=each.conversation_id))
        return Passage(_("Busiest conversations"), rows=tuple(rows))

    def hits(self) -> Iterator[Passage]:
        """Nothing where there are no rules."""
        rows: list[Row] = []
        for each in self._figures.hits:
            if each.last is None:
                rows.append(Row(_("{rule}: none").format(rule=each.name)))
                continue
            places = ngettext("{n} conversation", "{n} conversations", each.conversations)
            words = ngettext(
                "{rule}: {n} hit in {conversations}, the last {time}",
                "{rule}: {n} hits in {conversations}, the last {time}",
                each.count,
            ).format(
                rule=each.name,
                n=each.count,
                conversations=places.format(n=each.conversations),
                time=self._wording.moment(each.last),
            )
            rows.append(Row(words))
        if rows:
            note = _("What your watch rules hit, as they are now, in what others wrote.")
            yield Passage(_("Watch rules"), note, tuple(rows))

    def _bars(self, named: Sequence[tuple[str, int]]) -> Iterator[Row]:
        most = max((count for _name, count in named), default=0)
        widest = max(len(name) for name, _count in named) if named else 0
        digits = len(str(most))
        for name, count in named:
            if self._wording.plots:
                drawn = bar(count, most, _BAR, ascii_only=self._wording.ascii_only)
                text = f"{name:<{widest}} {count:>{digits}} {drawn}".rstrip()
            else:
                text = f"{name}: {count}"
            yield Row(text, is_plot=self._wording.plots)

    def _title(self, conversation_id: ConversationId) -> str:
        title = self._wording.title(conversation_id)
        return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def _band_words(band: Band) -> str:
    if band.below is None:
        return _("a week or more")
    seconds = int(band.below.total_seconds())
    hours = seconds // _HOUR
    if seconds < _HOUR:
        return _("under {n} min").format(n=seconds // _MINUTE)
    if seconds < _DAY:
        return _("under {n} h").format(n=hours)
    days = seconds // _DAY
    return ngettext("under {n} day", "under {n} days", days).format(n=days)
