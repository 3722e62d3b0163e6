"""A load in words and columns, for who reads it in a terminal."""

from collections.abc import Iterator, Sequence

from safespot_tui.i18n import _, ngettext
from safespot_tui.instruments.trace.wording import finding_in_words
from safespot_tui.stage.load.latencies import Spread
from safespot_tui.stage.load.plan import Plan, Role
from safespot_tui.stage.load.result import Result
from safespot_tui.stage.load.run import Load, Phase

_MILLI = 1_000
_WIDEST = 100.0


def duration(seconds: float) -> str:
    """A latency, with three figures."""
    millis = seconds * _MILLI
    if millis < _WIDEST:
        return _("{n} ms").format(n=f"{millis:.1f}")
    if millis < 10 * _MILLI:
        return _("{n} ms").format(n=f"{millis:.0f}")
    return _("{n} s").format(n=f"{seconds:.1f}")


def plan_in_words(plan: Plan) -> str:
    """What is asked for, as a line."""
    return _("{clients} clients, {rate} messages a second for {seconds} s, seed {seed}").format(
        clients=plan.clients, rate=f"{plan.rate:g}", seconds=f"{plan.duration:g}", seed=plan.seed
    )


def phase_in_words(phase: Phase) -> str:
    """What goes on."""
    return {
        Phase.ACCOUNTS: _("Looking for accounts…"),
        Phase.PLACES: _("Opening conversations…"),
        Phase.CONNECTING: _("Waiting for all clients to be connected…"),
        Phase.WRITING: _("Writing…"),
        Phase.WAITING: _("Waiting for what is on its way…"),
        Phase.COMPARING: _("Comparing the clients with the server…"),
        Phase.DONE: _("Done."),
    }[phase]


def now_in_words(load: Load) -> str:
    """How it goes, as a line: of the last whole second, and of all."""
    ledger = load.ledger
    moments = ledger.series.moments(newest=2)
    spread = moments[0].delivered if moments else Spread()
    return _(
        "{at} s: {sent} sent, delivered p50 {p50} p99 {p99}, {waiting} under way, {errors}, {found}"
    ).format(
        at=f"{ledger.now:.0f}",
        sent=ledger.sent,
        p50=duration(spread.p50),
        p99=duration(spread.p99),
        waiting=ledger.on_the_way,
        errors=errors_in_words(ledger.errors.total()),
        found=found_in_words(ledger.findings.counts.total()),
    )


def errors_in_words(count: int) -> str:
    """How many errors."""
    return ngettext("{n} error", "{n} errors", count).format(n=count)


def found_in_words(count: int) -> str:
    """How many findings."""
    return ngettext("{n} finding", "{n} findings", count).format(n=count)


def role_in_words(role: Role) -> str:
    """To whom something was delivered."""
    return {
        Role.STEADY: _("delivered"),
        Role.SLOW: _("delivered to slow readers"),
        Role.CUT: _("delivered to clients that are cut"),
    }[role]


def latencies(result: Result) -> Sequence[tuple[str, Spread]]:
    """What there are latencies of, by its name."""
    named = [(_("accepted"), result.accepted)]
    named += [(role_in_words(role), each) for role, each in result.delivered.items() if each.count]
    return named


def table(result: Result) -> Sequence[Sequence[str]]:
    """The latencies, a row each below a heading."""
    rows = [(_("from when it was due"), _("count"), "p50", "p90", "p99", _("longest"))]
    rows += [
        (name, str(each.count), *map(duration, (each.p50, each.p90, each.p99, each.longest)))
        for name, each in latencies(result)
    ]
    return rows


def told(result: Result) -> Iterator[str]:
    """All but the table, a line each."""
    yield messages_in_words(result)
    if not result.is_whole:
        yield _("It was ended before its time.")
    if result.cuts:
        yield ngettext(
            "{n} stream was broken on purpose.", "{n} streams were broken on purpose.", result.cuts
        ).format(n=result.cuts)
    yield generator_in_words(result)
    for kind, count in result.errors.items():
        yield f"{errors_in_words(count)}: {kind}"
    for fault, count in result.faults.items():
        yield f"{found_in_words(count)}: {fault}"
    yield from map(finding_in_words, result.findings)
    yield from result.differences
    if result.is_clean():
        yield ngettext(
            "Nothing is wrong: {n} client was compared with the server.",
            "Nothing is wrong: {n} clients were compared with the server.",
            result.compared,
        ).format(n=result.compared)


def messages_in_words(result: Result) -> str:
    """How many there were, and for how many."""
    messages = ngettext("{n} message", "{n} messages", result.sent).format(n=result.sent)
    return _(
        "{messages} in {seconds} s to {deliveries} readers; "
        "{unsent} never accepted, {late} not told yet to who was catching up."
    ).format(
        messages=messages,
        seconds=f"{result.duration:.1f}",
        deliveries=result.deliveries,
        unsent=result.unsent,
        late=result.late,
    )


def generator_in_words(result: Result) -> str:
    """How busy the generator was, and whether that spoils the figures."""
    effort = result.generator
    sentence = _(
        "The generator took {cpu} % of a core, {busiest} % at most; late by {late} at most."
    )
    line = sentence.format(
        cpu=f"{effort.cpu * 100:.0f}",
        busiest=f"{effort.busiest * 100:.0f}",
        late=duration(effort.late),
    )
    if effort.is_too_much:
        line += " " + _("It measured itself: ask for less, or use a machine with less to do.")
    return line
