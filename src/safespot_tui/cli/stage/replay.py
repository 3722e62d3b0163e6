"""`stage replay`: play a cassette, without a server, and see whether it ends as it did."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from safespot_tui.cli.exit import CommandFailed, ExitCode
from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from safespot_tui.instruments.cassette.entry import Entry
    from safespot_tui.instruments.cassette.file import Cassette
    from safespot_tui.stage.replay.outcome import Outcome

_MOST_NAMED = 10


def summary() -> str:
    """One line for the help."""
    return _("play what “--record” recorded, without a server, to the same end")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the task takes."""
    parser.add_argument("file", metavar=_("FILE"), help=_("a cassette"))
    parser.add_argument(
        "--speed",
        type=float,
        metavar="N",
        help=_(
            "show it on this terminal, 1 as fast as it was, 10 ten times; Ctrl+C or Ctrl+Q ends it "
            "(default: as fast as it can be, and unseen)"
        ),
    )
    parser.add_argument(
        "--until",
        metavar=_("EVENT"),
        help=_(
            "end at the first event of that name, as “message.created”, at an entry, as “120”, or "
            "at a time, as “12.5s”"
        ),
    )
    parser.add_argument(
        "--repeat", type=int, default=1, metavar="N", help=_("play it so often (default: 1)")
    )
    parser.add_argument(
        "--screens", metavar=_("FOLDER"), help=_("write each screen on which something was pressed")
    )


def run(options: argparse.Namespace) -> int:
    """Play; gives 1 where it did not end as it was recorded."""
    from safespot_tui.cli.stage.cassettes import required_cassette
    from safespot_tui.tui.run import be_still, no_terminal

    if options.repeat < 1 or (options.speed is not None and options.speed <= 0):
        raise CommandFailed(_("--repeat and --speed must be more than 0."), ExitCode.USAGE)
    if options.speed is not None and (reason := no_terminal()):
        raise CommandFailed(reason, ExitCode.USAGE)
    be_still()
    cassette = required_cassette(options.file)
    is_same = True
    digests = set[str]()
    for turn in range(options.repeat):
        outcome = _play(options, cassette, turn)
        _tell(outcome)
        if options.until and outcome.recorded is not None:
            print(_("“{event}” did not come.").format(event=safe_text(options.until)))
        is_same &= outcome.is_same
        digests.add(outcome.end.digest)
    if len(digests) > 1:
        print(_("The replays did not all end the same."))
    return ExitCode.OK if is_same and len(digests) == 1 else ExitCode.FAILED


def _play(options: argparse.Namespace, cassette: "Cassette", turn: int) -> "Outcome":
    from safespot_tui.cli.rules import chosen_rules
    from safespot_tui.stage.replay.replay import replay
    from safespot_tui.stage.replay.stop import stop_at

    screens = _Screens(Path(options.screens)) if options.screens and not turn else None
    try:
        return replay(
            cassette,
            until=stop_at(options.until) if options.until else None,
            speed=options.speed,
            watch=screens,
            rules_of=chosen_rules,
        )
    except OSError as error:
        raise CommandFailed(
            _("{file} cannot be written: {reason}.").format(
                file=error.filename, reason=error.strerror
            ),
            ExitCode.USAGE,
        ) from error


class _Screens:
    """Writes what the user saw whenever they did something; what they saw twice, once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = ""
        self._count = 0

    def __call__(self, entry: "Entry", screen: str) -> None:
        from safespot_tui.instruments.cassette.entry import Ended, Input

        if isinstance(entry, Input | Ended) and screen != self._last:
            self._last = screen
            self._count += 1
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{self._count:04}-{entry.at:09.3f}s.txt"
            path.write_text(screen + "\n", encoding="utf-8")


def _tell(outcome: "Outcome") -> None:
    from safespot_tui.cli.stage.cassettes import screens_apart
    from safespot_tui.instruments.cassette.asked import words_of
    from safespot_tui.instruments.cassette.wording import entry_in_words, time_in_words

    told = outcome.recorded
    if told is None:
        verdict = _("there is no end to compare it with")
    elif outcome.is_same:
        verdict = _("as it was recorded")
    else:
        verdict = _("not as it was recorded")
    print(f"{outcome.end.digest}  {verdict}")
    if told is not None and told.digest != outcome.end.digest:
        print(f"{told.digest}  " + _("recorded"))
        ours = outcome.end.parts
        parts = (name for name, part in told.parts.items() if ours.get(name) != part)
        print(_("What differs: {parts}.").format(parts=", ".join(parts)))
    if outcome.crash:
        print(_("It ended by a mistake in the program: {name}.").format(name=outcome.crash))
    for divergence in outcome.divergences[:_MOST_NAMED]:
        at = time_in_words(divergence.at)
        print(_("{at}  the client asked for {call}").format(at=at, call=divergence.asked))
        if divergence.instead is not None:
            there, call = divergence.instead, entry_in_words(divergence.instead)
            print(
                _("{at}  the cassette has {call} next").format(
                    at=time_in_words(there.at), call=call
                )
            )
    for called in outcome.unasked[:_MOST_NAMED]:
        call = words_of(called.method, called.arguments)
        print(_("{at}  nobody asked for {call}").format(at=time_in_words(called.at), call=call))
    hidden = sum(max(0, len(each) - _MOST_NAMED) for each in (outcome.divergences, outcome.unasked))
    if hidden:
        print(ngettext("{count} more call", "{count} more calls", hidden).format(count=hidden))
    if told is not None and told.screen != outcome.end.screen:
        for line in screens_apart(told.screen, outcome.end.screen, (_("recorded"), _("replayed"))):
            print(line)
    elif told is None:
        print(safe_text(outcome.end.screen))
