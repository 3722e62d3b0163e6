"""A run as JUnit's XML, as GitHub, GitLab and Jenkins read it.

::

    testsuites ─ testsuite ┬ properties          server, profile, seed
                           └ testcase ┬ failure | error | skipped
                                      └ system-out                  the steps, with their screens
"""

import re
from collections.abc import Iterator
from pathlib import PurePath
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from safespot_tui.domain.text import safe_text
from safespot_tui.i18n import _
from safespot_tui.stage.report import wording
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Run,
    Skipped,
    StepStatus,
    TapeOutcome,
    Unreadable,
)
from safespot_tui.stage.report.telling import told

_SUITE = "safespot-tui stage"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference."""


def junit(run: Run) -> str:
    """The document, with its declaration."""
    suites = Element("testsuites", _figures(run))
    suite = SubElement(suites, "testsuite", _figures(run))
    suite.set("timestamp", run.started.isoformat(timespec="seconds"))
    properties = SubElement(suite, "properties")
    facts = {
        "server": run.server,
        "profile": run.profile,
        "shuffle": "" if run.shuffle_seed is None else str(run.shuffle_seed),
        "repeat": str(run.repeat),
    }
    for name, value in facts.items():
        if value:
            SubElement(properties, "property", name=name, value=_xml(value))
    for tape in run.tapes:
        suite.append(_case(tape, run.repeat))
    indent(suites)
    document = tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n'


def _figures(run: Run) -> dict[str, str]:
    results = [tape.result for tape in run.tapes]
    return {
        "name": _SUITE,
        "tests": str(len(results)),
        "failures": str(sum(isinstance(each, Failed) for each in results)),
        "errors": str(sum(isinstance(each, Unreadable) for each in results)),
        "skipped": str(sum(isinstance(each, Skipped) for each in results)),
        "time": f"{run.seconds:.3f}",
    }


def _case(tape: TapeOutcome, repeat: int) -> Element:
    path = PurePath(tape.file)
    folders = [part for part in path.parent.parts if part not in {path.anchor, ".", ".."}]
    which = wording.which_time(tape, repeat)
    case = Element(
        "testcase",
        name=_xml(f"{path.name} ({which})" if which else path.name),
        classname=_xml(".".join(folders) or _SUITE),
        file=_xml(tape.file),
        time=f"{tape.seconds:.3f}",
    )
    message = _xml(wording.reason(tape.result))
    match tape.result:
        case Passed():
            pass
        case Failed():
            SubElement(case, "failure", type="Failed", message=message).text = _told(tape)
        case Unreadable():
            SubElement(case, "error", type="Unreadable", message=message).text = _told(tape)
        case Skipped():
            SubElement(case, "skipped", message=message)
    if tape.steps:
        SubElement(case, "system-out").text = _xml("\n".join(_steps(tape)))
    return case


def _told(tape: TapeOutcome) -> str:
    return _xml("\n".join(line for _tone, line in told(tape)))


def _steps(tape: TapeOutcome) -> Iterator[str]:
    marks = {
        StepStatus.DONE: _("done"),
        StepStatus.FAILED: _("FAILED"),
        StepStatus.NOT_REACHED: _("not reached"),
    }
    for step in tape.steps:
        reached = step.status is not StepStatus.NOT_REACHED
        took = f", {wording.seconds(step.seconds)}" if reached else ""
        yield f"{step.line:>4}  {step.text}  [{marks[step.status]}{took}]"
        # What was seen of a failure is told there.
        if step.status is StepStatus.DONE:
            for screen in step.screens:
                yield f"      {screen.client}: {screen.title}"
                yield from (f"      | {line}" for line in screen.text.split("\n"))


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", safe_text(text))
